package dev.sluice.ingress.auth;

import dev.sluice.config.SignatureScheme;
import dev.sluice.config.SignatureScheme.Encoding;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a header that holds signatures, such as {@code t=1764196800,v1=6ffbb59b…}. Immutable. */
final class SignatureHeader {

    private final @Nullable String separator;
    private final String prefix;
    private final Encoding encoding;
    private final int signatureBytes;
    private final int most;

    /** The header of {@code scheme}, of which the first {@code most} signatures count. */
    SignatureHeader(SignatureScheme scheme, int most) {
        this.separator = scheme.separator();
        this.prefix = scheme.prefix();
        this.encoding = scheme.encoding();
        this.signatureBytes = scheme.algorithm().signatureBytes();
        this.most = most;
    }

    /**
     * The signatures in a value of the header. An entry that does not begin as signatures do, or is no signature, is
     * skipped.
     */
    List<byte[]> signaturesIn(String value) {
        List<byte[]> signatures = new ArrayList<>(1);
        for (int start = 0; start <= value.length() && signatures.size() < most; ) {
            int end = end(value, start);
            String entry = value.substring(start, end).strip();
            byte[] signature = entry.startsWith(prefix) ? decode(entry) : null;
            if (signature != null) {
                signatures.add(signature);
            }
            start = next(end);
        }
        return signatures;
    }

    /** What follows {@code beginning} in the one entry that begins so; null if there is none, or more than one. */
    @Nullable
    String entry(String value, String beginning) {
        String only = null;
        for (int start = 0; start <= value.length(); ) {
            int end = end(value, start);
            String entry = value.substring(start, end).strip();
            if (entry.startsWith(beginning)) {
                if (only != null) {
                    return null;
                }
                only = entry.substring(beginning.length());
            }
            start = next(end);
        }
        return only;
    }

    private int end(String value, int start) {
        int end = separator == null ? -1 : value.indexOf(separator, start);
        return end < 0 ? value.length() : end;
    }

    private int next(int end) {
        return end + (separator == null ? 1 : separator.length());
    }

    private byte @Nullable [] decode(String entry) {
        if (encoding == Encoding.HEX) {
            return hex(entry);
        }
        byte[] signature = Base64Text.decode(entry, prefix.length());
        return signature == null || signature.length != signatureBytes ? null : signature;
    }

    private byte @Nullable [] hex(String entry) {
        int start = prefix.length();
        if (entry.length() - start != 2 * signatureBytes) {
            return null;
        }
        for (int i = start; i < entry.length(); i++) {
            if (!HexFormat.isHexDigit(entry.charAt(i))) {
                return null;
            }
        }
        return HexFormat.of().parseHex(entry, start, entry.length());
    }
}
