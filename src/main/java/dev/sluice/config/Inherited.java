package dev.sluice.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one route or sender, of which each that it does not have is taken from below {@code sluice}; and where
 * each was found, because a problem is reported under the key that the operator wrote.
 *
 * <p>Used by the thread of the startup.
 *
 * @param <K> the keys that both have
 */
final class Inherited<K> {

    private final K all;
    private final @Nullable K own;
    private final String prefix;
    private final Set<String> ownKeys = new HashSet<>();

    /**
     * Of what stands below {@code sluice}, and of what stands below {@code prefix}, which ends with a dot.
     *
     * @param own null if there is nothing but what stands below {@code sluice}
     */
    Inherited(K all, @Nullable K own, String prefix) {
        this.all = all;
        this.own = own;
        this.prefix = prefix;
    }

    /** What stands below {@code sluice}. */
    K all() {
        return all;
    }

    /** What stands below the prefix; null if there is none. */
    @Nullable
    K own() {
        return own;
    }

    /** The keys of the section itself: what stands below the prefix, or below {@code sluice} if there is none. */
    K section() {
        return own == null ? all : own;
    }

    /** What the section's keys start with. */
    String prefix() {
        return prefix;
    }

    /** The value of {@code key}, which {@code value} finds in either. */
    <T> Optional<T> pick(String key, Function<? super K, Optional<T>> value) {
        Optional<T> ownValue = own == null ? Optional.empty() : value.apply(own);
        if (ownValue.isPresent()) {
            ownKeys.add(key);
            return ownValue;
        }
        return value.apply(all);
    }

    /** Notes that these keys stand below the prefix, if something else than {@link #pick} found them there. */
    void areOwn(String... keys) {
        ownKeys.addAll(List.of(keys));
    }

    /** Whether a value that was picked stands below the prefix; otherwise other sections may take it over too. */
    boolean isOwn(String key) {
        return ownKeys.contains(key);
    }

    /** The full name of the key that a value came from. */
    String full(String key) {
        return (isOwn(key) ? prefix : MappingReader.ROOT) + key;
    }
}
