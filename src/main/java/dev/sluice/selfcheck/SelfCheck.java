package dev.sluice.selfcheck;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.SluiceConfig;
import dev.sluice.runtime.StartOrder;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/**
 * A start that ends where it would begin to use the network, with a line for each part that it would have relied on,
 * and exit code 0 where all of them work and 1 otherwise.
 *
 * <p>The configuration is read and checked as for any start, except that it may be missing altogether: an image can be
 * tested where it is built. Costs a start without {@code sluice.self-test} nothing but the look at that key.
 */
@Singleton
final class SelfCheck {

    void run(
            @Observes @Priority(StartOrder.SELF_TEST) StartupEvent start,
            SluiceConfig config,
            ConfigErrors errors,
            Instance<Checks> all) {
        if (config.selfTest()) {
            Report report = new Report(System.out);
            tell(errors, report);
            all.forEach(checks -> checks.run(report));
            // as a cause, because on its own it would end the start and leave the process waiting
            throw new IllegalStateException(
                    new PreventFurtherStepsException(report.summary(), report.isPassed() ? 0 : 1));
        }
    }

    private static void tell(ConfigErrors errors, Report report) {
        errors.missing().forEach(line -> report.skip("configuration", line));
        errors.wrong().forEach(line -> report.fail("configuration", line));
        if (errors.lines().isEmpty()) {
            report.check("configuration, with its conditions and schemas", () -> {});
        }
    }
}
