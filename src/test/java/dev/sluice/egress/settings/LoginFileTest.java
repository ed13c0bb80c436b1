package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.sasl.RealmCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginFileTest {

    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

    @TempDir
    Path directory;

    @Test
    void putsTheTextInPlaceOfTheFile() throws IOException {
        String login = MODULE + " required username=\"u\" password=\"p$${x}\\\\\";\n";
        Map<String, Object> settings = settings("file:" + Files.writeString(directory.resolve("login"), login));
        assertThat(LoginFile.complete(settings)).isNull();
        assertThat(settings)
                .containsEntry("sasl.jaas.config", login)
                .containsEntry("sasl.client.callback.handler.class", LoginFile.class.getName());
    }

    @Test
    void leavesALoginThatIsInNoFile() {
        Map<String, Object> settings = settings(MODULE + " required;");
        Map<String, Object> before = Map.copyOf(settings);
        assertThat(LoginFile.complete(settings)).isNull();
        assertThat(settings).isEqualTo(before);
    }

    @Test
    void saysThatTheFileCannotBeRead() {
        Path missing = directory.resolve("missing");
        assertThat(LoginFile.complete(settings("file:" + missing)))
                .contains("cannot be read", "NoSuchFileException", missing.toString());
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Path file = directory.resolve("login");
        Files.writeString(file, "\n");
        assertThat(LoginFile.complete(settings("file:" + file))).isEqualTo("the file " + file + " is empty");
        Files.writeString(file, "\uFEFF" + MODULE + " required;");
        assertThat(LoginFile.complete(settings("file:" + file))).contains("byte order mark");
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0});
        assertThat(LoginFile.complete(settings("file:" + file))).isEqualTo("the file " + file + " is not UTF-8");
        assertThat(LoginFile.complete(settings("file:" + directory))).contains("cannot be read", "directory");
    }

    @Test
    void answersWithWhatIsInTheFileNow() throws Exception {
        LoginFile login = configured("u", "first");
        assertThat(passwordOf(login)).isEqualTo("first");
        Files.writeString(directory.resolve("login"), MODULE + " required username=\"v\" password=\"second\";");
        assertThat(passwordOf(login)).isEqualTo("second");
        assertThat(nameOf(login)).isEqualTo("v");
    }

    @Test
    void answersWithNameAndPasswordOfTheSameLogin() throws Exception {
        LoginFile login = configured("u", "first");
        NameCallback name = new NameCallback("Name:");
        PasswordCallback password = new PasswordCallback("Password:", false);
        RealmCallback between = new RealmCallback("Realm:", "default") {
            private static final long serialVersionUID = 1;

            @Override
            public void setText(String text) {
                try {
                    Files.writeString(
                            directory.resolve("login"), MODULE + " required username=\"v\" password=\"second\";");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        login.handle(new Callback[] {name, between, password});
        assertThat(name.getName()).isEqualTo("u");
        assertThat(password.getPassword()).isEqualTo("first".toCharArray());
        assertThat(passwordOf(login)).isEqualTo("second");
    }

    @Test
    void readsNoFileThatIsLargerThanAnyLogin() throws Exception {
        LoginFile login = configured("u", "first");
        Path file = directory.resolve("login");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(5L << 30);
        }
        assertThat(passwordOf(login)).isEqualTo("first");
        assertThat(LoginFile.complete(settings("file:" + file))).contains("cannot be read", "larger than any login");
    }

    @Test
    void answersWithTheLastOneWhereTheFileIsNoLogin() throws Exception {
        LoginFile login = configured("u", "first");
        Files.writeString(directory.resolve("login"), MODULE + " required username=");
        assertThat(passwordOf(login)).isEqualTo("first");
        Files.delete(directory.resolve("login"));
        assertThat(nameOf(login)).isEqualTo("u");
    }

    @Test
    void failsWhereTheLoginHasNoPassword() throws Exception {
        LoginFile login = configured("u", "first");
        Files.writeString(directory.resolve("login"), MODULE + " required username=\"u\";");
        assertThatThrownBy(() -> passwordOf(login))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no password");
    }

    private static Map<String, Object> settings(String login) {
        return new HashMap<>(Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", login));
    }

    private LoginFile configured(String name, String password) throws IOException {
        String text = MODULE + " required username=\"" + name + "\" password=\"" + password + "\";";
        Map<String, Object> settings = settings("file:" + Files.writeString(directory.resolve("login"), text));
        assertThat(LoginFile.complete(settings)).isNull();
        LoginFile login = new LoginFile();
        login.configure(
                settings,
                "PLAIN",
                List.of(new AppConfigurationEntry(
                        MODULE, LoginModuleControlFlag.REQUIRED, Map.of("username", name, "password", password))));
        return login;
    }

    private static String nameOf(LoginFile login) throws IOException, UnsupportedCallbackException {
        NameCallback name = new NameCallback("Name:");
        login.handle(new Callback[] {name});
        return name.getName();
    }

    private static String passwordOf(LoginFile login) throws IOException, UnsupportedCallbackException {
        PasswordCallback password = new PasswordCallback("Password:", false);
        login.handle(new Callback[] {password});
        return new String(password.getPassword());
    }
}
