package dev.sluice.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Finds variables whose names nearly begin with {@code SLUICE_}. They may belong to another program, so they are advice
 * and not errors. Costs a look at the name of each variable at startup. Stateless.
 */
public final class VariableAdvice {

    private VariableAdvice() {}

    /** Adds a line for each such variable that has a value. */
    public static void check(Config all, ConfigErrors errors) {
        Set<String> told = new HashSet<>();
        for (String name : FileKeys.variables(all)) {
            // the framework adds its own spelling in lower case, which comes later
            String variable = name.indexOf('.') < 0 ? UnknownKeyCheck.meantByVariable(name) : null;
            if (variable != null
                    && isSet(all.getConfigValue(name).getValue())
                    && told.add(name.toUpperCase(Locale.ROOT))) {
                errors.advise(name + " is not a key of Sluice, so nothing reads it: did you mean " + variable + "?");
            }
        }
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }
}
