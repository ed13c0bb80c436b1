package dev.sluice.ingress;

import io.quarkus.funqy.runtime.ApplicationException;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunqyServerRequest;
import io.quarkus.funqy.runtime.FunqyServerResponse;
import io.quarkus.funqy.runtime.RequestContext;
import io.quarkus.funqy.runtime.RequestContextImpl;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * One call of the function through Funqy's registry, with decoded input.
 *
 * <p>Made for one call on one thread.
 */
final class FunqyCall implements FunqyServerRequest, FunqyServerResponse {

    private final Object input;
    private @Nullable Uni<?> output;

    private FunqyCall(Object input) {
        this.input = input;
    }

    /**
     * Calls {@code function} with {@code input}, and gives its result or failure.
     *
     * @param <T> the result type of the function
     */
    @SuppressWarnings("unchecked") // Funqy keeps the function's type in its declaration only
    static <T> Uni<T> of(FunctionInvoker function, Object input) {
        FunqyCall invocation = new FunqyCall(input);
        function.invoke(invocation, invocation);
        return (Uni<T>) invocation.getOutput();
    }

    /** The failure of the function, without the exception that Funqy wraps it in. */
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
        return input;
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
