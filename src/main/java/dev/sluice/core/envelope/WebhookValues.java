package dev.sluice.core.envelope;

import dev.sluice.core.data.DataView;
import dev.sluice.core.data.Sha256;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HeaderValue;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that recipes read of one request, or of one of its elements. For one thread. */
final class WebhookValues implements WebhookRecipe.Values {

    private final List<String> names;
    private final @Nullable String[] headers;
    private final Bytes hashed;
    private final @Nullable DataView body;
    private final @Nullable DataView element;
    private @Nullable String sha256;

    /**
     * The values of a request.
     *
     * @param sent the headers of the request, of which those that recipes read are taken
     * @param hashed what {@code {sha256}} is made of
     * @param body what is found in the body; null if it is not JSON
     * @param element what is found in the element; null if there is none yet, or it is not JSON
     * @throws Refusal {@code MALFORMED} if a header that a recipe reads was sent twice
     */
    WebhookValues(
            WebhookWords words,
            Iterable<Map.Entry<String, String>> sent,
            Bytes hashed,
            @Nullable DataView body,
            @Nullable DataView element) {
        this(words.headers, read(words.headers, sent), hashed, body, element);
    }

    private WebhookValues(
            List<String> names,
            @Nullable String[] headers,
            Bytes hashed,
            @Nullable DataView body,
            @Nullable DataView element) {
        this.names = names;
        this.headers = headers;
        this.hashed = hashed;
        this.body = body;
        this.element = element;
    }

    /** The values of one of the request's elements. */
    WebhookValues of(Bytes json, DataView view) {
        return new WebhookValues(names, headers, json, body, view);
    }

    private static @Nullable String[] read(List<String> names, Iterable<Map.Entry<String, String>> sent) {
        @Nullable String[] headers = new @Nullable String[names.size()];
        if (headers.length > 0) {
            for (Map.Entry<String, String> header : sent) {
                for (int i = 0; i < headers.length; i++) {
                    if (header.getKey().equalsIgnoreCase(names.get(i))) {
                        if (headers[i] != null) {
                            throw Refusal.malformed("the header " + names.get(i) + " must not be repeated");
                        }
                        headers[i] = header.getValue();
                    }
                }
            }
        }
        return headers;
    }

    @Override
    public @Nullable String header(int index) {
        String value = headers[index];
        return value == null || value.isEmpty() ? null : HeaderValue.raw(names.get(index), value);
    }

    @Override
    public @Nullable String value(boolean ofBody, int slot) {
        DataView view = ofBody ? body : element;
        return view == null ? null : view.text(slot);
    }

    @Override
    public String sha256() {
        if (sha256 == null) {
            MessageDigest digest = Sha256.create();
            digest.update(hashed.array(), hashed.offset(), hashed.length());
            sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return sha256;
    }
}
