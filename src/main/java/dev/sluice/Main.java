package dev.sluice;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The command line: nothing, or {@code --self-test}.
 *
 * <p>Anything else is refused with exit code 2, since the framework would not look at it.
 */
@QuarkusMain
public final class Main {

    private static final String SELF_TEST = "--self-test";
    private static final int WRONG_USAGE = 2;

    Main() {}

    /** Starts the function, or the self-test. */
    public static void main(String... arguments) {
        for (String argument : arguments) {
            if (!argument.equals(SELF_TEST)) {
                System.err.println("sluice does not know the argument '" + argument + "': write " + SELF_TEST
                        + " or none, and its configuration into config/application.yaml or the environment");
                System.exit(WRONG_USAGE);
            }
            System.setProperty("sluice.self-test", "true");
        }
        // done by the door, for less
        System.setProperty("vertx.disableURIValidation", "true");
        System.setProperty("vertx.disableWebsockets", "true");
        Quarkus.run(arguments);
    }
}
