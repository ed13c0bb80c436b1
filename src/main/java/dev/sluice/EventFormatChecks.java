package dev.sluice;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.EventFormat;
import dev.sluice.format.avro.AvroEventFormat;
import dev.sluice.format.protobuf.ProtobufEventFormat;
import dev.sluice.format.xml.XmlEventFormat;
import dev.sluice.selfcheck.Checks;
import dev.sluice.selfcheck.Report;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.Objects;

/** Checks that each event format but JSON reads one event with a time and text as data. Stateless. */
@Singleton
final class EventFormatChecks implements Checks {

    private static final Bytes PROTOBUF = Bytes.of(HexFormat.of()
            .parseHex("0a0131" + "12022f73" + "1a03312e30" + "220174" + "2a0a0a0474696d6512023a00" + "3a026869"));

    private static final Bytes XML = Bytes.utf8("<event xmlns='http://cloudevents.io/xmlformat/V1'"
            + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xs='http://www.w3.org/2001/XMLSchema'"
            + " specversion='1.0'><id>1</id><source>/s</source><type>t</type><time>1970-01-01T00:00:00Z</time>"
            + "<data xsi:type='xs:string'>hi</data></event>");

    private static final Bytes AVRO = Bytes.of(HexFormat.of()
            .parseHex("0c0469640602310c736f7572636506042f73167370656376657273696f6e0606"
                    + "312e3008747970650602740874696d650628313937302d30312d30315430303a"
                    + "30303a30305a1e64617461636f6e74656e74747970650614746578742f706c61"
                    + "696e000c046869"));

    @Override
    public void run(Report report) {
        check("Protobuf", new ProtobufEventFormat(), PROTOBUF, report);
        check("XML", new XmlEventFormat(), XML, report);
        check("Avro", new AvroEventFormat(), AVRO, report);
    }

    private static void check(String name, EventFormat format, Bytes bytes, Report report) {
        report.check("event format " + name, () -> {
            CloudEvent event = format.decode(bytes);
            boolean isRead = event.source().equals("/s")
                    && "1970-01-01T00:00:00Z".equals(event.time())
                    && Objects.equals(event.data(), Bytes.utf8("hi"));
            if (!isRead) {
                throw new IllegalStateException("an event differs from what was sent");
            }
        });
    }
}
