package dev.sluice.ingress.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Real TLS sessions, as a listener has them that asks for certificates but does not insist. */
final class TlsSessions {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final KeyStore server;

    TlsSessions(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this.folder = folder;
        this.server = keys("server", "CN=localhost", "");
    }

    /** The listener's session with a client that shows a certificate. */
    SSLSession withCertificate(String subject, String alternatives)
            throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore client = keys("client", subject, alternatives);
        return session(client, client);
    }

    /** The listener's session with a client that shows none. */
    SSLSession withoutCertificate() throws IOException, GeneralSecurityException {
        return session(null, server);
    }

    private SSLSession session(@Nullable KeyStore client, KeyStore trusted)
            throws IOException, GeneralSecurityException {
        try (SSLServerSocket listener = (SSLServerSocket) context(server, trusted)
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket socket = (SSLSocket) context(client, server)
                        .getSocketFactory()
                        .createSocket(listener.getInetAddress(), listener.getLocalPort())) {
            listener.setWantClientAuth(true);
            CompletableFuture<SSLSession> accepted = CompletableFuture.supplyAsync(() -> accept(listener));
            socket.startHandshake();
            socket.getOutputStream().write(1);
            return accepted.join();
        }
    }

    private static SSLSession accept(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.getInputStream().read();
            return socket.getSession();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(@Nullable KeyStore own, KeyStore trusted) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore keys(String name, String subject, String alternatives)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = Files.createTempDirectory(folder, name).resolve("store");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
        if (!alternatives.isEmpty()) {
            command.addAll(List.of("-ext", "san=" + alternatives));
        }
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("keytool made no keys");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        // a key is no anchor of trust, its certificate is
        keys.setCertificateEntry(name + "-certificate", keys.getCertificate(name));
        return keys;
    }
}
