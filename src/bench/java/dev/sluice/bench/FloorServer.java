package dev.sluice.bench;

import dev.sluice.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The floor of HTTP: the packaged function as it is, with the options it is measured with, and before all of its routes
 * {@link FloorRoute}, which answers 202 without Kafka.
 *
 * <p>Runs on the class path of {@code quarkus-run.jar} and of this class. Argument: the port that the function is told
 * to listen on.
 */
final class FloorServer {

    private FloorServer() {}

    public static void main(String[] arguments) throws Exception {
        new Thread(Main::main, "main").start();
        try {
            awaitListening(Integer.parseInt(arguments[0]));
            FloorRoute.install();
        } catch (ReflectiveOperationException e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.out.println(Child.READY + arguments[0]);
    }

    private static void awaitListening(int port) throws InterruptedException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
    }
}
