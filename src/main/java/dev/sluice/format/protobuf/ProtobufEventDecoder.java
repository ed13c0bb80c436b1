package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.DataText;
import org.jspecify.annotations.Nullable;

/**
 * Reads the message {@code io.cloudevents.v1.CloudEvent} (CloudEvents Protobuf event format 1.0.2, cloudevents.proto).
 *
 * <p>What Protobuf's own parsers settle by taking the last is refused, because a second value is one that the sender
 * meant too: a field that is there twice, a second member of a {@code oneof}. So is a field that the message does not
 * have. For one event on one thread.
 */
final class ProtobufEventDecoder {

    private static final int ID = 1;
    private static final int SOURCE = 2;
    private static final int SPEC_VERSION = 3;
    private static final int TYPE = 4;
    private static final int ATTRIBUTES = 5;
    private static final int BINARY_DATA = 6;
    private static final int TEXT_DATA = 7;
    private static final int PROTO_DATA = 8;
    private static final String PROTOBUF = "application/protobuf";

    private final CloudEventBuilder event = new CloudEventBuilder();
    private int dataField;
    private Bytes data = Bytes.empty();
    private String typeUrl = "";
    private @Nullable String dataSchema;

    private ProtobufEventDecoder() {}

    /**
     * Decodes {@code message}, whose data is a slice of it.
     *
     * @throws Refusal if it is not an event, or one that breaks a rule
     */
    static CloudEvent decode(Bytes message) {
        ProtobufEventDecoder decoder = new ProtobufEventDecoder();
        decoder.read(new ProtobufEventReader(message));
        decoder.complete();
        return decoder.event
                .envelope(new Envelope(ProtobufEventFormat.MEDIA_TYPE, message))
                .build();
    }

    private void read(ProtobufEventReader message) {
        while (message.nextField()) {
            switch (message.field()) {
                case ID -> event.set("id", message.string());
                case SOURCE -> event.set("source", message.string());
                case SPEC_VERSION -> event.set("specversion", message.string());
                case TYPE -> event.set("type", message.string());
                case ATTRIBUTES -> attribute(new ProtobufEventReader(message.bytes()));
                case BINARY_DATA -> data(message.field(), message.bytes());
                case TEXT_DATA -> data(message.field(), message.utf8());
                case PROTO_DATA -> any(new ProtobufEventReader(message.bytes()));
                default -> throw message.unknown();
            }
        }
    }

    /** An entry of the map of optional and extension attributes (section 2.4). */
    private void attribute(ProtobufEventReader entry) {
        String name = null;
        ProtobufEventValue value = null;
        while (entry.nextField()) {
            switch (entry.field()) {
                case 1 -> name = once(name, entry.string());
                case 2 -> value = once(value, ProtobufEventValue.read(new ProtobufEventReader(entry.bytes())));
                default -> throw entry.unknown();
            }
        }
        if (name == null) {
            throw Refusal.malformed("an attribute has no name");
        }
        switch (name) {
            case "id", "source", "specversion", "type" ->
                throw Refusal.attribute(name, "must be the field of that name, not one of attributes");
            case "dataschema" -> dataSchema = text(name, value, dataSchema);
            case "time" -> event.set(name, ProtobufEventValue.given(name, value).timeOrText(name));
            case "datacontenttype", "subject" -> event.set(name, text(name, value, null));
            default -> {
                ProtobufEventValue given = ProtobufEventValue.given(name, value);
                event.set(name, given.text(), given.type());
            }
        }
    }

    private static <T> T once(@Nullable T before, T value) {
        if (before != null) {
            throw Refusal.malformed("an attribute has two names or two values");
        }
        return value;
    }

    private static String text(String name, @Nullable ProtobufEventValue value, @Nullable String before) {
        if (before != null) {
            throw Refusal.attribute(name, "must not be repeated");
        }
        return ProtobufEventValue.given(name, value).onlyText(name);
    }

    /** A {@code google.protobuf.Any}: the data is the message in it (section 3). */
    private void any(ProtobufEventReader any) {
        boolean typed = false;
        boolean valued = false;
        Bytes value = Bytes.empty();
        while (any.nextField()) {
            boolean again = any.field() == 1 ? typed : valued;
            if (again) {
                throw Refusal.data("proto_data has two types or two values");
            }
            switch (any.field()) {
                case 1 -> {
                    typed = true;
                    typeUrl = any.string();
                }
                case 2 -> {
                    valued = true;
                    value = any.bytes();
                }
                default -> throw any.unknown();
            }
        }
        data(PROTO_DATA, value);
    }

    private void data(int field, Bytes value) {
        if (dataField != 0) {
            throw Refusal.data("must not be there more than once");
        }
        dataField = field;
        data = value;
    }

    /** Sets what depends on attributes, which may come behind the data. */
    private void complete() {
        if (dataField == PROTO_DATA) {
            describeMessage();
        }
        if (dataSchema != null) {
            event.set("dataschema", dataSchema);
        }
        if (dataField != 0) {
            event.data(dataField == TEXT_DATA ? DataText.ofUtf8(data, event.dataContentType()) : data);
        }
    }

    /**
     * Keeps what the type URL says, which would be lost with the {@code Any}: it is the {@code dataschema} of an event
     * that has none (section 3). A type URL without a scheme means https (any.proto), which an absolute URI must say.
     */
    private void describeMessage() {
        String contentType = event.dataContentType();
        if (contentType == null) {
            event.implyDataContentType(PROTOBUF);
        } else if (MediaType.isJson(contentType)) {
            throw Refusal.data("is a Protobuf message, but datacontenttype is JSON");
        }
        if (!typeUrl.isEmpty() && (dataSchema == null || dataSchema.equals(typeUrl))) {
            dataSchema = typeUrl.contains("://") ? typeUrl : "https://" + typeUrl;
        }
    }
}
