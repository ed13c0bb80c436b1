package dev.sluice.jmh;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaEncoder;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to read an event out of a request, in each mode, and to lay it out as a record, in each layout. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class CodecBenchmark {

    private static final int EVENTS = 128;
    private static final int EVENTS_IN_A_BATCH = 100;

    @Param({"1024", "65536"})
    public int dataBytes;

    private final HttpDecoder decoder =
            new HttpDecoder(List.of(new JsonFormat()), new BatchLimits(EVENTS_IN_A_BATCH, Integer.MAX_VALUE));
    private final KafkaEncoder encoder = new KafkaEncoder();
    private List<HttpMessage> binary = List.of();
    private List<HttpMessage> structured = List.of();
    private List<CloudEvent> events = List.of();
    private HttpMessage batch = Requests.batch(0, 0, 0);
    private int next;

    /** Makes the requests, and the events that those in binary mode carry. */
    @Setup
    public void prepare() {
        binary = numbered(id -> Requests.binary(id, 0, dataBytes));
        structured = numbered(id -> Requests.structured(id, 0, dataBytes));
        events = numbered(
                id -> decoder.decode(binary.get(id), Arrival.ANONYMOUS).events().get(0));
        batch = Requests.batch(EVENTS_IN_A_BATCH, 0, dataBytes);
    }

    private static <T> List<T> numbered(IntFunction<T> made) {
        return IntStream.range(0, EVENTS).mapToObj(made).toList();
    }

    private int next() {
        next = next + 1 & EVENTS - 1;
        return next;
    }

    /** An event out of headers and body. */
    @Benchmark
    public CloudEvent decodeBinary() {
        return decoder.decode(binary.get(next()), Arrival.ANONYMOUS).events().get(0);
    }

    /** An event out of JSON. */
    @Benchmark
    public CloudEvent decodeStructured() {
        return decoder.decode(structured.get(next()), Arrival.ANONYMOUS)
                .events()
                .get(0);
    }

    /** Each event of a batch. */
    @Benchmark
    @OperationsPerInvocation(EVENTS_IN_A_BATCH)
    public EventBatch decodeBatch() {
        return decoder.decode(batch, Arrival.ANONYMOUS);
    }

    /** A record with attributes as headers, and the data, which is not copied, as its value. */
    @Benchmark
    public void encodeBinary(Blackhole record) {
        encode(ContentMode.BINARY, record);
    }

    /** A record with all of an event that came in binary mode as JSON. */
    @Benchmark
    public void encodeStructured(Blackhole record) {
        encode(ContentMode.STRUCTURED, record);
    }

    private void encode(ContentMode mode, Blackhole record) {
        CloudEvent event = events.get(next());
        List<KafkaRecord.Header> headers = encoder.headers(event, mode, 0);
        record.consume(headers);
        record.consume(encoder.value(event, event.data(), mode));
    }
}
