package dev.sluice.jmh;

import dev.sluice.config.ApiKey;
import dev.sluice.config.BasicLogin;
import dev.sluice.config.CallerSecrets;
import dev.sluice.config.SecretSource;
import dev.sluice.config.SignatureScheme;
import dev.sluice.config.SignatureScheme.Algorithm;
import dev.sluice.config.SignatureScheme.Encoding;
import dev.sluice.config.SignatureScheme.Part;
import dev.sluice.config.SignatureScheme.SecretEncoding;
import dev.sluice.config.SignatureScheme.SignedBody;
import dev.sluice.config.SignatureScheme.SigningTime;
import dev.sluice.config.SignedRequest;
import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.auth.ApiKeyProof;
import dev.sluice.ingress.auth.Aside;
import dev.sluice.ingress.auth.BasicProof;
import dev.sluice.ingress.auth.Presented;
import dev.sluice.ingress.auth.SecretFiles;
import dev.sluice.ingress.auth.SignatureProof;
import dev.sluice.ingress.auth.Verdict;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to check who a request is from: right proofs, and the wrong ones of an attacker. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 12, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ProofBenchmark {

    private static final String SECRET = "a secret of two and thirty chars";
    private static final String TIME = "1764196800";
    private static final int BODY_BYTES = 1024;
    private static final int MANY = 10;

    private final SecretFiles files = new SecretFiles((millis, task) -> {}, Runnable::run);
    private final ApiKeyProof key = new ApiKeyProof(new ApiKey("X-Api-Key", null, callers(1)), files);
    private final ApiKeyProof manyKeys = new ApiKeyProof(new ApiKey("X-Api-Key", null, callers(MANY)), files);
    private final BasicProof basic = new BasicProof(new BasicLogin(callers(1)), files);
    private final SignatureProof signature = new SignatureProof(
            new SignedRequest(
                    new SignatureScheme(
                            "X-Signature",
                            ",",
                            "v1=",
                            Encoding.HEX,
                            Algorithm.SHA256,
                            List.of(new Part.Timestamp(), new Part.Literal(Bytes.utf8(".")), new Part.Body()),
                            new SigningTime(null, "t=", SigningTime.Format.SECONDS, Duration.ofMinutes(5)),
                            SignedBody.SENT,
                            SecretEncoding.TEXT),
                    callers(1).get(0)),
            files,
            new Aside(),
            () -> Long.parseLong(TIME) * 1000,
            false);
    private final Bytes body = Bytes.of(new byte[BODY_BYTES]);
    private Presented keyed = request("X-Api-Key", SECRET + 0);
    private Presented wronglyKeyed = request("X-Api-Key", SECRET);
    private Presented loggedIn = request("Authorization", "");
    private Presented signed = request("X-Signature", "");
    private Presented wronglySigned = request("X-Signature", "");

    /** Makes the requests. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        byte[] login = ("caller0:" + SECRET + 0).getBytes(StandardCharsets.UTF_8);
        loggedIn = request("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec((SECRET + 0).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((TIME + ".").getBytes(StandardCharsets.UTF_8));
        String right = HexFormat.of().formatHex(mac.doFinal(body.toArray()));
        signed = request("X-Signature", "t=" + TIME + ",v1=" + right);
        wronglySigned = request("X-Signature", "t=" + TIME + ",v1=" + "0".repeat(right.length()));
        keyed = request("X-Api-Key", SECRET + 0);
        wronglyKeyed = request("X-Api-Key", SECRET);
    }

    private Presented request(String header, String value) {
        MultiMap headers = HeadersMultiMap.httpHeaders()
                .add("Host", "sluice.example")
                .add("User-Agent", "benchmark")
                .add("Content-Type", "application/json")
                .add("ce-id", "1")
                .add("ce-source", "/benchmark")
                .add("ce-type", "com.example.benchmark")
                .add("ce-specversion", "1.0")
                .add(header, value);
        return new Presented("POST", headers, null, null, body, body);
    }

    private static List<CallerSecrets> callers(int count) {
        List<CallerSecrets> callers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                callers.add(new CallerSecrets("caller" + i, List.of(SecretSource.of(SECRET + i))));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return callers;
    }

    /** A key in a header, of the one caller. */
    @Benchmark
    public Verdict apiKey() {
        return key.check(keyed);
    }

    /** A key in a header, of one of ten callers. */
    @Benchmark
    public Verdict apiKeyOfTen() {
        return manyKeys.check(keyed);
    }

    /** A key that nobody has. */
    @Benchmark
    public Verdict wrongApiKey() {
        return key.check(wronglyKeyed);
    }

    /** A name and a password. */
    @Benchmark
    public Verdict basic() {
        return basic.check(loggedIn);
    }

    /** An HMAC over 1 KiB and the time. */
    @Benchmark
    public Verdict hmac() {
        return signature.check(signed);
    }

    /** An HMAC that is wrong. */
    @Benchmark
    public Verdict wrongHmac() {
        return signature.check(wronglySigned);
    }
}
