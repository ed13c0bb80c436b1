package dev.sluice.ingress.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.CallerSecrets;
import dev.sluice.config.SecretSource;
import dev.sluice.egress.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    private static final String FIRST = "the first secret";
    private static final String SECOND = "the second secret";

    @TempDir
    Path folder;

    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final List<Long> waits = new ArrayList<>();
    private final LogCapture log = new LogCapture("dev.sluice.ingress");
    private boolean busy;
    private final SecretFiles files = new SecretFiles(this::after, this::aside);

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void takeUpWhatChangesInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), FIRST);
        SecretFiles.InForce<Map<String, List<String>>> secrets = files.follow(List.of(of("a", file)), Map::copyOf);
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(FIRST)));
        assertThat(log.lines()).isEmpty();
        Files.writeString(file, SECOND + "\n" + FIRST + "\n");
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(SECOND, FIRST)));
        assertThat(log.lines()).singleElement().asString().startsWith("INFO ").contains("has changed");
        assertThat(waits).containsOnly(10_000L);
    }

    /** Kubernetes keeps the files in a folder with a date, to which a symbolic link leads that is replaced. */
    @Test
    void followTheLinksOfAKubernetesVolume() throws IOException {
        Path before = Files.createDirectory(folder.resolve("..2026_11_27_08"));
        Path after = Files.createDirectory(folder.resolve("..2026_11_27_09"));
        Files.writeString(before.resolve("secret"), FIRST);
        Files.writeString(after.resolve("secret"), SECOND);
        Files.setLastModifiedTime(after.resolve("secret"), Files.getLastModifiedTime(before.resolve("secret")));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), before.getFileName());
        Path file = Files.createSymbolicLink(folder.resolve("secret"), Path.of("..data", "secret"));
        SecretFiles.InForce<Map<String, List<String>>> secrets = files.follow(List.of(of("a", file)), Map::copyOf);
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), after.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(SECOND)));
    }

    @Test
    void keepTheLastGoodSecretsIfTwoCallersHadOne() throws IOException {
        Path ofA = Files.writeString(folder.resolve("a"), FIRST);
        Path ofB = Files.writeString(folder.resolve("b"), SECOND);
        SecretFiles.InForce<KnownSecrets> secrets = files.follow(List.of(of("a", ofA), of("b", ofB)), KnownSecrets::of);
        Files.writeString(ofB, FIRST + "\n" + SECOND);
        look();
        assertThat(secrets.get().callerOf(FIRST.getBytes(UTF_8))).isEqualTo(new Verdict.Proven("a"));
        assertThat(log.lines())
                .containsExactly("WARN a secret in the file " + ofB
                        + " has changed and is that of another caller, too: the last good secrets stay in force");
    }

    @Test
    void keepTheLastGoodSecretsAndSayItOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), FIRST);
        SecretFiles.InForce<Map<String, List<String>>> secrets = files.follow(List.of(of("a", file)), Map::copyOf);
        Files.delete(file);
        look();
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(FIRST)));
        assertThat(log.lines())
                .containsExactly("WARN the last good secrets stay in force, because one names the file " + file
                        + ", which cannot be read (NoSuchFileException)");
        Files.writeString(file, "too short");
        look();
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(FIRST)));
        assertThat(log.lines()).hasSize(2).noneMatch(line -> line.contains("too short"));
        Files.writeString(file, SECOND);
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(SECOND)));
        Files.delete(file);
        look();
        assertThat(log.lines()).hasSize(4);
    }

    @Test
    void keepTheLastGoodSecretsWhereTheNewOnesCannotBeUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), FIRST);
        SecretFiles.InForce<Map<String, List<String>>> secrets = files.follow(List.of(of("a", file)), texts -> {
            if (!texts.get("a").contains(FIRST)) {
                throw new IllegalArgumentException("is not one of ours");
            }
            return Map.copyOf(texts);
        });
        Files.writeString(file, SECOND);
        look();
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(FIRST)));
        assertThat(log.lines())
                .containsExactly("WARN a secret in the file " + file
                        + " has changed and is not one of ours: the last good secrets stay in force");
    }

    @Test
    void renewOnlyWhatTheFileIsOf() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), FIRST);
        Path other = Files.writeString(folder.resolve("other"), FIRST);
        SecretFiles.InForce<Object> ofOne = files.follow(List.of(of("a", one)), texts -> new Object());
        SecretFiles.InForce<Object> ofOther = files.follow(List.of(of("a", other)), texts -> new Object());
        Object before = ofOne.get();
        Object otherBefore = ofOther.get();
        Files.writeString(one, SECOND);
        look();
        assertThat(ofOne.get()).isNotSameAs(before);
        assertThat(ofOther.get()).isSameAs(otherBefore);
    }

    @Test
    void setNoTimerWithoutAFile() throws IOException {
        files.follow(List.of(new CallerSecrets("a", List.of(SecretSource.of(FIRST)))), Map::copyOf);
        assertThat(timers).isEmpty();
    }

    @Test
    void tryAgainWhereNoThreadIsFree() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), FIRST);
        SecretFiles.InForce<Map<String, List<String>>> secrets = files.follow(List.of(of("a", file)), Map::copyOf);
        Files.writeString(file, SECOND);
        busy = true;
        look();
        busy = false;
        look();
        assertThat(secrets.get()).isEqualTo(Map.of("a", List.of(SECOND)));
    }

    private static CallerSecrets of(String caller, Path file) throws IOException {
        return new CallerSecrets(caller, List.of(SecretSource.of("file:" + file)));
    }

    private void look() {
        timers.remove().run();
        assertThat(timers).as("one timer").hasSize(1);
    }

    private void after(long millis, Runnable task) {
        waits.add(millis);
        timers.add(task);
    }

    private void aside(Runnable task) {
        if (busy) {
            throw new RejectedExecutionException();
        }
        task.run();
    }
}
