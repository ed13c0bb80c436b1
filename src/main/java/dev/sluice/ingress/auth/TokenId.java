package dev.sluice.ingress.auth;

import dev.sluice.core.data.Sha256;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** Which token it is: the SHA-256 of its bytes, so that no token is kept. Immutable. */
record TokenId(long first, long second, long third, long fourth) {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::create);

    /** The id of the token that these bytes have from {@code start} on. */
    static TokenId of(byte[] bytes, int start) {
        MessageDigest sha256 = DIGESTS.get();
        sha256.update(bytes, start, bytes.length - start);
        byte[] digest = sha256.digest();
        return new TokenId(
                (long) LONGS.get(digest, 0), (long) LONGS.get(digest, 8), (long) LONGS.get(digest, 16), (long)
                        LONGS.get(digest, 24));
    }

    /** Any part of a digest is spread as evenly as the whole. */
    @Override
    public int hashCode() {
        return (int) first;
    }
}
