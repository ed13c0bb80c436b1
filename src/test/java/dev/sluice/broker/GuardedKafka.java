package dev.sluice.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker with listeners of all kinds on 127.0.0.1: without TLS, with TLS and a certificate for that address, with TLS
 * and one for another name, and with a login.
 */
public final class GuardedKafka implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final EmbeddedKafka broker;
    private final Path directory;
    private final int tlsPort;
    private final int misnamedPort;
    private final int loginPort;

    private GuardedKafka(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = directory;
        int plainPort = freePort();
        int controllerPort = freePort();
        tlsPort = freePort();
        misnamedPort = freePort();
        loginPort = freePort();
        makeKeys("right", "-ext", "san=ip:127.0.0.1");
        makeKeys("misnamed", "-ext", "san=dns:elsewhere.example");
        makeKeys("stranger", "-ext", "san=ip:127.0.0.1");
        trust("trusting", "right", "misnamed");
        trust("strange", "stranger");
        String clients = "PLAINTEXT://127.0.0.1:" + plainPort + ",RIGHT://127.0.0.1:" + tlsPort
                + ",MISNAMED://127.0.0.1:" + misnamedPort + ",LOGIN://127.0.0.1:" + loginPort;
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", clients);
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,RIGHT:SSL,MISNAMED:SSL,LOGIN:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        for (String listener : List.of("right", "misnamed")) {
            settings.put(
                    "listener.name." + listener + ".ssl.keystore.location",
                    store(listener).toString());
            settings.put("listener.name." + listener + ".ssl.keystore.password", PASSWORD);
            settings.put("listener.name." + listener + ".ssl.key.password", PASSWORD);
        }
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.login.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_app=\"right\";");
        broker = EmbeddedKafka.start(plainPort, settings);
    }

    /** Starts one, which keeps its certificates in {@code directory}. */
    public static GuardedKafka start(Path directory) {
        try {
            return new GuardedKafka(directory);
        } catch (IOException | InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException("the broker did not start", e);
        }
    }

    /** The address of the listener that everybody may use. */
    public String plain() {
        return broker.bootstrapServers();
    }

    /** The address of the listener with TLS. */
    public String tls() {
        return "127.0.0.1:" + tlsPort;
    }

    /** The address of the listener with TLS whose certificate is for another name. */
    public String misnamed() {
        return "127.0.0.1:" + misnamedPort;
    }

    /** The address of the listener that wants a login by PLAIN, as {@code app} with the password {@code right}. */
    public String login() {
        return "127.0.0.1:" + loginPort;
    }

    /** The settings of a client with TLS that trusts both certificates. */
    public Map<String, String> trusting() {
        return tls("trusting");
    }

    /** The settings of a client with TLS that trusts somebody else. */
    public Map<String, String> strange() {
        return tls("strange");
    }

    private Map<String, String> tls(String truststore) {
        return Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.location",
                store(truststore).toString(),
                "ssl.truststore.password",
                PASSWORD,
                "ssl.truststore.type",
                "PKCS12");
    }

    @Override
    public void close() {
        broker.close();
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private void makeKeys(String name, String... options) throws IOException, InterruptedException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder command = new ProcessBuilder(keytool, "-genkeypair", "-alias", name, "-keyalg", "EC");
        command.command().addAll(List.of("-dname", "CN=" + name, "-storetype", "PKCS12"));
        command.command().addAll(List.of("-keystore", store(name).toString(), "-storepass", PASSWORD));
        command.command().addAll(List.of(options));
        if (command.start().waitFor() != 0) {
            throw new IllegalStateException("keytool made no keys");
        }
    }

    private void trust(String name, String... trusted) throws IOException, GeneralSecurityException {
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        for (String one : trusted) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store(one))) {
                keys.load(in, PASSWORD.toCharArray());
            }
            certificates.setCertificateEntry(one, keys.getCertificate(one));
        }
        try (OutputStream out = Files.newOutputStream(store(name))) {
            certificates.store(out, PASSWORD.toCharArray());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
