package dev.sluice;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The command line: no argument, or {@code --self-test}.
 *
 * <p>Any other argument exits with code 2, because the framework would ignore it.
 */
@QuarkusMain
public final class Main {

    private static final String SELF_TEST = "--self-test";
    private static final int WRONG_USAGE = 2;

    Main() {}

    /** Starts the function or the self-test. */
    public static void main(String... arguments) {
        for (String argument : arguments) {
            if (!argument.equals(SELF_TEST)) {
                System.err.println("sluice does not know the argument '" + argument + "': write " + SELF_TEST
                        + " or none; configuration belongs in config/application.yaml or environment variables");
                System.exit(WRONG_USAGE);
            }
            System.setProperty("sluice.self-test", "true");
        }
        // the ingress checks URIs itself at a lower cost, and takes no WebSockets
        System.setProperty("vertx.disableURIValidation", "true");
        System.setProperty("vertx.disableWebsockets", "true");
        Quarkus.run(arguments);
    }
}
