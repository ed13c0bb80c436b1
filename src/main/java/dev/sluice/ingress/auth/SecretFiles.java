package dev.sluice.ingress.auth;

import dev.sluice.config.CallerSecrets;
import dev.sluice.config.SecretSource;
import dev.sluice.runtime.Timer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that are in force. Those in files are read again every ten seconds, on a thread aside, so a file that
 * changes is taken up without a restart, and no request waits for it.
 *
 * <p>Content is compared, not times, so it does not matter how a file is replaced: Kubernetes, for example, turns a
 * symbolic link of the folder around. If a file cannot be read or used, its last good secrets stay in force, and the
 * log says so once. Thread-safe.
 */
public final class SecretFiles {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final long MILLIS_BETWEEN_LOOKS = 10_000;

    private final Timer timer;
    private final Executor aside;
    private final Map<Path, List<String>> contents = new TreeMap<>();
    private final Map<Path, String> problems = new TreeMap<>();
    private final List<InForce<?>> all = new ArrayList<>();
    private boolean looking;

    /**
     * No files yet.
     *
     * @param timer tells when to look at them again
     * @param aside runs the looks, which block
     */
    public SecretFiles(Timer timer, Executor aside) {
        this.timer = timer;
        this.aside = aside;
    }

    /**
     * What {@code make} makes of the secrets of {@code callers}, now and whenever a file of them has changed.
     *
     * @param make gets the secrets by caller; throws an IllegalArgumentException, whose message shows no secret, for
     *     those that cannot be used. Those of the startup are known to be good
     */
    synchronized <T> InForce<T> follow(List<CallerSecrets> callers, Function<Map<String, List<String>>, T> make) {
        for (CallerSecrets caller : callers) {
            for (SecretSource source : caller.secrets()) {
                if (source.file() != null) {
                    contents.putIfAbsent(source.file(), source.atStartup());
                }
            }
        }
        InForce<T> inForce = new InForce<>(callers, make, make.apply(texts(callers)));
        all.add(inForce);
        if (!looking && !contents.isEmpty()) {
            looking = true;
            lookLater();
        }
        return inForce;
    }

    private void lookLater() {
        timer.after(MILLIS_BETWEEN_LOOKS, () -> {
            try {
                aside.execute(() -> {
                    try {
                        look();
                    } finally {
                        lookLater();
                    }
                });
            } catch (RejectedExecutionException e) {
                // all of its threads are busy, or the process ends
                lookLater();
            }
        });
    }

    /** Reads all files again, and puts in force what has changed in them. */
    private synchronized void look() {
        Map<Path, List<String>> changed = new TreeMap<>();
        contents.forEach((file, last) -> {
            try {
                List<String> now = SecretSource.read(file);
                problems.remove(file);
                if (!now.equals(last)) {
                    changed.put(file, now);
                }
            } catch (IOException e) {
                keepLast(file, String.valueOf(e.getMessage()));
            }
        });
        if (!changed.isEmpty()) {
            contents.putAll(changed);
            for (InForce<?> inForce : all) {
                inForce.renew(changed.keySet());
            }
        }
    }

    private void keepLast(Path file, String problem) {
        if (!problem.equals(problems.put(file, problem))) {
            LOG.warnf("the last good secrets stay in force, because one %s", problem);
        }
    }

    private Map<String, List<String>> texts(List<CallerSecrets> callers) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (CallerSecrets caller : callers) {
            List<String> ofCaller = texts.computeIfAbsent(caller.caller(), first -> new ArrayList<>());
            for (SecretSource source : caller.secrets()) {
                Path file = source.file();
                ofCaller.addAll(file == null ? source.atStartup() : contents.getOrDefault(file, source.atStartup()));
            }
        }
        return texts;
    }

    /** What is made of some secrets. {@link #get} costs a volatile read. */
    final class InForce<T> {

        private final List<CallerSecrets> callers;
        private final Function<Map<String, List<String>>, T> make;
        private volatile T now;

        private InForce(List<CallerSecrets> callers, Function<Map<String, List<String>>, T> make, T now) {
            this.callers = callers;
            this.make = make;
            this.now = now;
        }

        /** What is made of the secrets as they are now. */
        T get() {
            return now;
        }

        private void renew(Set<Path> changed) {
            Path file = firstOf(changed);
            if (file == null) {
                return;
            }
            try {
                now = make.apply(texts(callers));
                LOG.infof("a secret in the file %s has changed: requests are checked against the new one", file);
            } catch (IllegalArgumentException e) {
                LOG.warnf(
                        "a secret in the file %s has changed and %s: the last good secrets stay in force",
                        file, e.getMessage());
            }
        }

        private @Nullable Path firstOf(Set<Path> changed) {
            for (CallerSecrets caller : callers) {
                for (SecretSource source : caller.secrets()) {
                    Path file = source.file();
                    if (file != null && changed.contains(file)) {
                        return file;
                    }
                }
            }
            return null;
        }
    }
}
