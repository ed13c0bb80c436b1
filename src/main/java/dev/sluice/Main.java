package dev.sluice;

import dev.sluice.config.ConfigFiles;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/**
 * The command line: no argument, or {@code --self-test}.
 *
 * <p>Any other argument exits with code 2, because the framework would ignore it. A file that cannot be read as keys
 * exits with code 1 and one line, because the framework would answer it with a stack trace.
 */
@QuarkusMain
public final class Main {

    private static final String SELF_TEST = "--self-test";
    private static final int WRONG_USAGE = 2;
    private static final int WRONG_FILE = 1;

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
        List<String> unreadable = ConfigFiles.problems();
        if (!unreadable.isEmpty()) {
            tell(unreadable, arguments.length > 0);
            System.exit(WRONG_FILE);
        }
        // the ingress checks URIs itself at a lower cost, and takes no WebSockets
        System.setProperty("vertx.disableURIValidation", "true");
        System.setProperty("vertx.disableWebsockets", "true");
        Quarkus.run(arguments);
    }

    /** The lines look like those of the self-test, which cannot begin without the configuration. */
    private static void tell(List<String> problems, boolean inASelfTest) {
        if (inASelfTest) {
            problems.forEach(line -> System.out.println("FAIL configuration: " + line));
            System.out.println("self-test FAILED: 0 ok, 0 skipped, " + problems.size() + " failed");
        } else {
            problems.forEach(System.err::println);
        }
    }
}
