package dev.sluice.config;

import java.util.List;

/**
 * The proof {@code mtls}: a client certificate that the TLS listener has verified. If there are both patterns of
 * subjects and of names, both must fit; at least one of the lists has an entry.
 *
 * @param subjects patterns of the subject as in RFC 2253: exact, or a prefix with {@code *} at the end
 * @param names such patterns of the subject alternative names: DNS names, URIs, e-mail addresses
 */
public record ClientCertificate(List<String> subjects, List<String> names) {}
