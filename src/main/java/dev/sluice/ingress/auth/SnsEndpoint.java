package dev.sluice.ingress.auth;

import dev.sluice.core.envelope.TopicArn;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of Amazon SNS in the region of a topic, which is the one host that certificates of its messages are
 * taken from and that its subscriptions are confirmed at.
 *
 * @param region the region, such as {@code eu-west-1}
 * @param domain the domain of its partition, such as {@code amazonaws.com}
 */
record SnsEndpoint(String region, String domain) {

    private static final Pattern CERTIFICATE = Pattern.compile("/[A-Za-z0-9_.-]{1,200}\\.pem");

    /**
     * The endpoint for a topic.
     *
     * @throws IllegalArgumentException as {@link TopicArn#parse}
     */
    static SnsEndpoint of(String topicArn) {
        TopicArn topic = TopicArn.parse(topicArn);
        return new SnsEndpoint(topic.region(), topic.domain());
    }

    /** The address of a certificate, if it is one that SNS has certificates at; otherwise null. */
    @Nullable
    URI certificate(String text) {
        URI uri = here(text);
        return uri != null
                        && uri.getRawQuery() == null
                        && CERTIFICATE.matcher(uri.getRawPath()).matches()
                ? uri
                : null;
    }

    /** The address that confirms a subscription, if it is one of this endpoint; otherwise null. */
    @Nullable
    URI subscription(String text) {
        URI uri = here(text);
        boolean isQuery =
                uri != null && uri.getRawQuery() != null && uri.getRawPath().matches("/?");
        return isQuery ? uri : null;
    }

    private @Nullable URI here(String text) {
        try {
            URI uri = new URI(text);
            boolean isHere = "https".equals(uri.getScheme())
                    && ("sns." + region + "." + domain).equals(uri.getHost())
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && (uri.getPort() == -1 || uri.getPort() == 443);
            return isHere ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The names of which a certificate of SNS has one; which it is differs from region to region. */
    List<String> certificateNames() {
        return List.of(
                "sns." + domain,
                "sns-signing." + region + "." + domain,
                "sns-" + region + "." + domain,
                // of both regions of its partition
                "sns-us-gov-west-1." + domain);
    }
}
