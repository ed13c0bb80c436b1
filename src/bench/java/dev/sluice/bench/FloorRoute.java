package dev.sluice.bench;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Field;

/** Reads the body of every request and answers 202, before any route of the function is asked. */
final class FloorRoute {

    private FloorRoute() {}

    /** Puts it in front of the routes of the function that runs in this process. */
    static void install() throws ReflectiveOperationException {
        Field root = VertxHttpRecorder.class.getDeclaredField("rootHandler");
        root.setAccessible(true);
        routerBehind(root.get(null)).route().order(Integer.MIN_VALUE).handler(FloorRoute::answer);
    }

    /** Quarkus hands its router to observers at the start only, and wraps it in handlers of its own. */
    private static Router routerBehind(Object handler) throws ReflectiveOperationException {
        if (handler instanceof Router router) {
            return router;
        }
        for (Field field : handler.getClass().getDeclaredFields()) {
            if (Handler.class.isAssignableFrom(field.getType())) {
                field.setAccessible(true);
                return routerBehind(field.get(handler));
            }
        }
        throw new IllegalStateException("no router behind " + handler);
    }

    private static void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.bodyHandler(body -> request.response().setStatusCode(202).end());
        request.resume();
    }
}
