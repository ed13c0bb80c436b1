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
 * The self-test: a startup that ends before it uses the network. It prints one line for each part that Sluice relies
 * on, and exits with 0 if all of them work, otherwise with 1.
 *
 * <p>The configuration is checked as at any startup, except that it may be missing, so an image can be tested where it
 * is built. Without {@code sluice.self-test}, this costs one look at that key.
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
            // as a cause, because alone it would end the startup but leave the process waiting
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
