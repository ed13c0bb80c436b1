package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that say where a sender comes, in what words, how it proves who it is, and what it may send.
 *
 * <p>They stand below {@code sluice.senders.<name>}. A key that a sender does not have is taken from its kind, and then
 * from below {@code sluice}; {@link #authenticate()} and {@link #allow()} as a whole. What only {@code kind: webhook}
 * has is a sender's own.
 */
public interface SenderKeys {

    /** The one path that takes the sender's requests, compared exactly; the query string does not count. */
    Optional<String> path();

    /** What sends: the words, the handshake, the deadline and the usual proof of one trigger. */
    Optional<String> kind();

    /**
     * {@code encoded} or {@code raw}: whether the sender percent-encodes the values of {@code ce-} headers, as the
     * binding asks for.
     */
    Optional<String> headerValues();

    /** How long the sender waits for an answer at most; by default the preset of its kind. */
    Optional<String> ackDeadline();

    /**
     * The largest body in bytes, as sent and once decompressed; a larger one is answered 413. The producer's
     * {@code max.request.size} follows with room for headers and key, so the brokers' {@code message.max.bytes} must
     * allow as much.
     */
    Optional<String> maxBodySize();

    /** How many requests a minute the sender may make; more is answered 429. By default any number. */
    Optional<String> rate();

    /** CloudEvents web hook registration. */
    Webhook webhook();

    /** The secrets of the kind's usual proof, each a text or {@code file:PATH}. */
    Optional<List<String>> secrets();

    /** How the sender proves who it is: any of these that fits. */
    Authenticate authenticate();

    /** What proven callers may send: any grant that fits. By default everything. */
    List<Grant> allow();

    /** {@code kind: sns}: the topics whose messages are taken, by ARN. */
    Optional<List<String>> topicArns();

    /** {@code kind: sns}: whether messages without a signature are taken, as raw delivery sends them. */
    Optional<String> allowUnsigned();

    /** {@code kind: sns}: whether a subscription is confirmed by fetching its URL. */
    Optional<String> confirm();

    /**
     * What becomes the data. {@code kind: sns}: {@code message} or {@code envelope}. {@code kind: webhook}: a JSON
     * Pointer; by default the whole body, or element.
     */
    Optional<String> data();

    /** {@code kind: webhook}: the place of an array of which each element is an event. */
    Optional<String> each();

    /** {@code kind: webhook}: the field of a form-encoded body that holds the JSON. */
    Optional<String> formField();

    /** {@code kind: webhook}: the recipes of the attributes, by name; the first that yields a value counts. */
    Map<String, List<String>> event();

    /** {@code kind: webhook}: what tells cases apart; the first recipe that yields the name of one counts. */
    Optional<List<String>> eventBy();

    /**
     * {@code kind: webhook}: by the name of a case, the recipes of those attributes that differ in it from
     * {@link #event()}.
     */
    Map<String, Map<String, List<String>>> cases();

    /** {@code kind: webhook}: how the sender asks whether this endpoint wants its events. */
    Challenge challenge();

    /** Who may register this endpoint as the target of its deliveries. */
    interface Webhook {

        /** The origins that may register, compared exactly; {@code *} is every origin. By default none. */
        Optional<List<String>> origins();

        /** How many requests a minute each origin may send; more is answered 429. By default any number. */
        Optional<String> rate();
    }

    /** A question that is answered with a text out of it. */
    interface Challenge {

        /** The query parameter that holds the text, if the question is a GET. */
        Optional<String> query();

        /** The place of the text in the body, as a JSON Pointer, if the question is a POST. */
        Optional<String> body();

        /** The texts that the body of a question has, by JSON Pointer, and the body of an event does not. */
        Map<String, String> when();
    }

    /** What a caller may send. */
    interface Grant {

        /** The proven caller: exactly, or with a {@code *} at the end by prefix. By default every caller. */
        Optional<String> caller();

        /** The events, as a CESQL 1.0 expression. By default all. */
        Optional<String> when();
    }

    /** The proofs that are accepted. */
    interface Authenticate {

        /** A token of an OpenID Connect issuer. */
        Oidc oidc();

        /** A name and a password (RFC 7617). */
        Basic basic();

        /** A secret in a header, or in the query. */
        ApiKey apiKey();

        /** A secret as bearer token (RFC 6750). */
        Bearer bearer();

        /** A signature over the body. */
        Signature signature();

        /** A client certificate. */
        Mtls mtls();
    }

    /** A token of an OpenID Connect issuer. */
    interface Oidc {

        /** {@code google}, {@code entra} or {@code kubernetes}: presets the issuer and the claims. */
        Optional<String> preset();

        /** {@code preset: entra}: the tenant. */
        Optional<String> tenant();

        /** The issuers whose tokens are taken, compared exactly with the claim {@code iss}. */
        Optional<List<String>> issuer();

        /** The audiences of which the token must have one. */
        Optional<List<String>> audience();

        /** Where the issuer's keys are; by default its discovery document says it. */
        Optional<String> jwksUri();

        /** The claims that the token must have: a text, a prefix with {@code *} at its end, or one of several. */
        Map<String, List<String>> claims();

        /** The claim that names the caller; {@code sub} by default. */
        Optional<String> callerClaim();

        /**
         * A file with the certificates of the authorities that the issuer's TLS may have; by default the platform's.
         */
        Optional<String> caFile();

        /** A file with a token for asking the issuer itself, as a Kubernetes cluster wants it. */
        Optional<String> tokenFile();
    }

    /** A name and a password. */
    interface Basic {

        /** The passwords by name; each a text or {@code file:PATH}. Several of one name are separated by commas. */
        Map<String, List<String>> users();
    }

    /** A secret in a header, or in the query. */
    interface ApiKey {

        /** The header that holds it; {@code X-Api-Key} by default. */
        Optional<String> header();

        /** The query parameter that holds it, for a sender that can do nothing else. */
        Optional<String> query();

        /** The secrets of one caller, which is named like the sender. */
        Optional<List<String>> secrets();

        /** The secrets by the caller's name. */
        Map<String, List<String>> callers();
    }

    /** A secret as bearer token. */
    interface Bearer {

        /** The secrets of one caller, which is named like the sender. */
        Optional<List<String>> secrets();

        /** The secrets by the caller's name. */
        Map<String, List<String>> callers();
    }

    /** A signature over the body. */
    interface Signature {

        /** The header that holds the signature, or several. */
        Optional<String> header();

        /** What stands between several signatures; by default there is one. */
        Optional<String> separator();

        /** What a signature must begin with; others are skipped. */
        Optional<String> prefix();

        /** {@code hex} or {@code base64}. */
        Optional<String> encoding();

        /** {@code sha256}, {@code sha1}, {@code sha512}, or {@code ed25519}. */
        Optional<String> algorithm();

        /**
         * What is signed: a text with {@code {body}}, {@code {timestamp}}, {@code {url}}, {@code {method}},
         * {@code {header:Name}}.
         */
        Optional<String> signed();

        /** Where the timestamp is: a header, or {@code entry:t=} for an entry of the signature's header. */
        Optional<String> timestamp();

        /** {@code seconds}, {@code milliseconds} or {@code rfc3339}. */
        Optional<String> timestampFormat();

        /** How far the timestamp may be from now; {@code 5m} by default. */
        Optional<String> tolerance();

        /** {@code sent} or {@code decoded}: whether the body is signed with its content coding or without. */
        Optional<String> body();

        /** The URL that the sender signs, as it knows this endpoint. */
        Optional<String> url();

        /**
         * {@code text} or {@code base64}: how a secret's bytes are written. A prefix {@code whsec_} is left out of
         * base64.
         */
        Optional<String> secretEncoding();

        /** The secrets, each a text or {@code file:PATH}. */
        Optional<List<String>> secrets();
    }

    /** A client certificate, which the TLS listener has verified. */
    interface Mtls {

        /** The subjects, as in RFC 2253: exactly, or by prefix with {@code *} at the end. */
        Optional<List<String>> subjects();

        /** The subject alternative names (DNS, URI, e-mail): exactly, or by prefix with {@code *} at the end. */
        Optional<List<String>> names();
    }
}
