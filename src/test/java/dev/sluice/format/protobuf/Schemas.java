package dev.sluice.format.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import java.util.List;
import java.util.Map;

/** Schemas of tests, and the descriptors of those who read what is written. */
final class Schemas {

    /** Every well-known file that a text of a test may import. */
    static final String IMPORTS = "import 'google/protobuf/timestamp.proto'; import 'google/protobuf/duration.proto';"
            + " import 'google/protobuf/wrappers.proto'; import 'google/protobuf/struct.proto';"
            + " import 'google/protobuf/empty.proto'; import 'google/protobuf/field_mask.proto';";

    private static final FileDescriptor[] WELL_KNOWN = {
        TimestampProto.getDescriptor(),
        DurationProto.getDescriptor(),
        WrappersProto.getDescriptor(),
        StructProto.getDescriptor(),
        EmptyProto.getDescriptor(),
        FieldMaskProto.getDescriptor()
    };

    private Schemas() {}

    static Schema of(String text) {
        return new Schema(SchemaType.PROTOBUF, text, List.of());
    }

    /** A schema, and its references by name; those refer to nothing. */
    static Schema of(String text, Map<String, String> references) {
        return new Schema(
                SchemaType.PROTOBUF,
                text,
                references.entrySet().stream()
                        .map(entry -> new Schema.Reference(entry.getKey(), of(entry.getValue())))
                        .toList());
    }

    static ProtobufSerializer serializer(String text) {
        return ProtobufSerializer.compile(of(text), ProtobufSerializer.Options.DEFAULT);
    }

    static byte[] write(ProtobufSerializer serializer, String json) {
        return serializer.serialize(Bytes.utf8(json), new byte[0]);
    }

    /** What protobuf-java makes of a file that may import the well-known ones. */
    static FileDescriptor descriptor(FileDescriptorProto.Builder file) throws DescriptorValidationException {
        for (FileDescriptor wellKnown : WELL_KNOWN) {
            file.addDependency(wellKnown.getName());
        }
        return FileDescriptor.buildFrom(file.build(), WELL_KNOWN);
    }
}
