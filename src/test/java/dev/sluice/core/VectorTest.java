package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.format.avro.AvroEventFormat;
import dev.sluice.format.protobuf.ProtobufEventFormat;
import dev.sluice.format.xml.XmlEventFormat;
import dev.sluice.vectors.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every vector through the core: request, event, record. */
class VectorTest {

    private final HttpDecoder decoder = new HttpDecoder(
            List.of(new JsonFormat(), new ProtobufEventFormat(), new XmlEventFormat(), new AvroEventFormat()));

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sluice.vectors.Vector#all")
    void givesTheRecordOrTheRefusal(Vector vector) {
        Mapper mapper = Mappers.inMode(vector.contentMode());
        HttpMessage message = new HttpMessage(vector.headers(), Bytes.of(vector.body()));
        KafkaRecord record;
        try {
            Arrived arrived = decoder.decode(message, Arrival.ANONYMOUS);
            record = mapper.map(arrived.events().get(0), arrived.arrival())
                    .records()
                    .get(0);
        } catch (Refusal e) {
            vector.checkRefusal(e.reason().name(), e.attribute());
            assertThat(e.getMessage()).as("the message, one printable line").matches("[ -~]+");
            return;
        }
        vector.check(record.key(), headers(record), record.value());
    }

    private static List<Map.Entry<String, byte[]>> headers(KafkaRecord record) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        for (KafkaRecord.Header header : record.headers()) {
            headers.add(Map.entry(header.name(), header.value()));
        }
        return headers;
    }
}
