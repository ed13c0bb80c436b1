package dev.sluice.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Lets the value of a variable of the environment be what it is, whether a key is set by it or a file refers to it: a
 * password may have {@code $$}, <code>${x}</code> or {@code \$} in it. References are replaced in files only.
 *
 * <p>Stands before whoever replaces references, and writes each {@code $} as that one reads it back. Costs a search for
 * that character in each variable that is read, at the start. Found by its name in {@code META-INF/services}.
 * Stateless.
 */
@Priority(VerbatimVariables.INSIDE_OF_EXPRESSIONS)
public final class VerbatimVariables implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    /** SmallRye Config replaces references at {@code LIBRARY + 300}; a smaller number is nearer to the sources. */
    static final int INSIDE_OF_EXPRESSIONS = Priorities.LIBRARY + 290;

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (value == null || value.getValue() == null || !Expressions.isEnabled()) {
            return value;
        }
        boolean isChanged = value.getValue().indexOf('$') >= 0 && FileKeys.isVariable(value.getSourceName());
        return isChanged ? value.withValue(value.getValue().replace("$", "\\$")) : value;
    }
}
