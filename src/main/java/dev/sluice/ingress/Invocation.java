package dev.sluice.ingress;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.kafka.Receipt;
import io.quarkus.funqy.runtime.ApplicationException;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunqyServerRequest;
import io.quarkus.funqy.runtime.FunqyServerResponse;
import io.quarkus.funqy.runtime.RequestContext;
import io.quarkus.funqy.runtime.RequestContextImpl;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * One call of the function through Funqy's registry, with an event that is decoded already.
 *
 * <p>Made for one call on one thread.
 */
final class Invocation implements FunqyServerRequest, FunqyServerResponse {

    private final CloudEvent event;
    private @Nullable Uni<?> output;

    private Invocation(CloudEvent event) {
        this.event = event;
    }

    /** What {@code function} makes of {@code event}: a receipt, or the failure that the function itself gave. */
    static Uni<Receipt> of(FunctionInvoker function, CloudEvent event) {
        Invocation invocation = new Invocation(event);
        function.invoke(invocation, invocation);
        return invocation.getOutput().onItem().castTo(Receipt.class);
    }

    /** Funqy wraps whatever a function fails with; this is what it was. */
    static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ApplicationException && cause != null ? cause : failure;
    }

    @Override
    public RequestContext context() {
        return new RequestContextImpl();
    }

    @Override
    @SuppressWarnings("rawtypes") // as Funqy declares it
    public Object extractInput(Class inputClass) {
        return event;
    }

    @Override
    public Uni<?> getOutput() {
        return output == null ? Uni.createFrom().failure(new IllegalStateException("no function was called")) : output;
    }

    @Override
    public void setOutput(Uni<?> out) {
        this.output = out;
    }
}
