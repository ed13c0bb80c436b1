package dev.sluice.http;

import org.eclipse.microprofile.config.ConfigProvider;

/** What a test knows of the function it tests, in its own process or packaged. */
public final class UnderTest {

    private UnderTest() {}

    /** The port that the function listens on. */
    public static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }

    /** What the test, its profile or its broker gave the function for {@code key}. */
    public static String setting(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }
}
