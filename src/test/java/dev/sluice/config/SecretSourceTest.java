package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretSourceTest {

    private static final String LONG_ENOUGH = "0123456789abcdef";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"0123456789abcdef", "0123456789abcdef\\n", "0123456789abcdef\\r\\n", "0123456789abcdef\\n\\n"})
    void leavesLineEndsOutOfATextAndOfAFile(String escaped) throws IOException {
        String written = escaped.replace("\\n", "\n").replace("\\r", "\r");
        assertThat(SecretSource.of(written).atStartup()).containsExactly(LONG_ENOUGH);
        assertThat(SecretSource.of("file:" + file(written)).atStartup()).containsExactly(LONG_ENOUGH);
    }

    @Test
    void keepsBlanks() throws IOException {
        assertThat(SecretSource.read(file(" two words and more \n"))).containsExactly(" two words and more ");
    }

    @Test
    void takesEachLineOfAFileForASecret() throws IOException {
        assertThat(SecretSource.read(file("the new one, that is\nthe old one, that was\n")))
                .containsExactly("the new one, that is", "the old one, that was");
    }

    @Test
    void refusesAShortText() {
        assertThatThrownBy(() -> SecretSource.of("123456789012345"))
                .isInstanceOf(IOException.class)
                .hasMessage("is shorter than 16 characters, so it could be guessed: use a longer one");
    }

    @Test
    void refusesATextOfTwoLines() {
        assertThatThrownBy(() -> SecretSource.of("the new one, that is\nthe old one, that was"))
                .hasMessage("has a line break in it: write each secret as an entry of its own");
    }

    @Test
    void refusesAFileThatHasNoSecret() throws IOException {
        Path folded = folder;
        Path missing = folder.resolve("missing");
        Path empty = file("\n");
        Path brief = file("long enough, this one\nshort\n");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1, 2, 3});
        Path marked = file("\uFEFF" + LONG_ENOUGH);
        Path large = Files.write(folder.resolve("large"), "x".repeat(70_000).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> SecretSource.read(missing))
                .hasMessage("names the file " + missing + ", which cannot be read (NoSuchFileException)");
        assertThatThrownBy(() -> SecretSource.read(folded)).hasMessageContaining("which cannot be read (");
        assertThatThrownBy(() -> SecretSource.read(empty))
                .hasMessage("names the file " + empty + ", which is empty: write a secret of at least 16 characters");
        assertThatThrownBy(() -> SecretSource.read(brief))
                .hasMessage(
                        "names the file " + brief + ", which has a secret shorter than 16 characters, so it could be"
                                + " guessed: use a longer one");
        assertThatThrownBy(() -> SecretSource.read(binary)).hasMessageEndingWith("which is not UTF-8");
        assertThatThrownBy(() -> SecretSource.read(marked)).hasMessageContaining("begins with a byte order mark");
        assertThatThrownBy(() -> SecretSource.read(large)).hasMessageEndingWith("which is larger than 65536 bytes");
    }

    @Test
    void doesNotShowTheSecret() throws IOException {
        assertThat(SecretSource.of(LONG_ENOUGH)).hasToString("a secret");
        Path file = file(LONG_ENOUGH);
        assertThat(SecretSource.of("file:" + file)).hasToString("file:" + file);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "secret", ""), content);
    }
}
