package dev.sluice.bench;

import io.quarkus.bootstrap.runner.QuarkusEntryPoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The floor of HTTP: the packaged function as it is, with the options it is measured with, and before all of its routes
 * {@link FloorRoute}, which answers 202 without Kafka.
 *
 * <p>Runs on the class path of {@code quarkus-run.jar} and of this class. Argument: the port that the function is told to
 * listen on.
 */
final class FloorServer {

    private FloorServer() {}

    public static void main(String[] arguments) throws Exception {
        Thread function = new Thread(FloorServer::runFunction, "main");
        function.start();
        try {
            awaitListening(Integer.parseInt(arguments[0]));
            ClassLoader loader = new RouteLoader(function.getContextClassLoader());
            loader.loadClass(FloorRoute.class.getName()).getMethod("install").invoke(null);
        } catch (ReflectiveOperationException e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.out.println(Child.READY + arguments[0]);
    }

    private static void runFunction() {
        try {
            QuarkusEntryPoint.main();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitListening(int port) throws InterruptedException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
    }

    /** Defines the route beside the classes of the function, which this class path does not hold. */
    private static final class RouteLoader extends ClassLoader {

        RouteLoader(ClassLoader function) {
            super(function);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.startsWith(FloorRoute.class.getName()) ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream input = FloorServer.class.getClassLoader().getResourceAsStream(file)) {
                byte[] bytes = input.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
