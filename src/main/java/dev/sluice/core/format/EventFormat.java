package dev.sluice.core.format;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to write a whole event as bytes, and to read it back (CloudEvents 1.0.2, "Event Format").
 *
 * <p>A new format is a class, here or, where it needs a library, in {@code dev.sluice.format.<library>}, and its line
 * in {@code SluiceBeans}. Stateless and thread-safe.
 */
public interface EventFormat {

    /** The media type of one event, in lower case, without parameters: a format is known by it. */
    String mediaType();

    /** The media type of a batch, in lower case, without parameters; null where the format has no batches. */
    @Nullable
    String batchMediaType();

    /**
     * The event that {@code bytes} are, which it keeps as its envelope.
     *
     * @param bytes from the first to the last of one event; those of its data stay where they are, if the format lets
     *     them
     * @throws Refusal {@code MALFORMED} where they are not one event in this format, {@code INVALID_ATTRIBUTE} where an
     *     attribute breaks a rule, {@code INVALID_DATA} where the data contradicts its content type
     */
    CloudEvent decode(Bytes bytes);

    /**
     * The events of a batch, in their order; none for an empty one. Only asked for where there is a media type for it.
     *
     * @param bytes the whole batch
     * @throws Refusal {@code MALFORMED} where they are no batch, {@code TOO_LARGE} over either limit, or what is wrong
     *     with the first event that is refused, with its index
     */
    List<CloudEvent> decodeBatch(Bytes bytes, BatchLimits limits);

    /**
     * The event with {@code data} in this format. Total: every event can be encoded.
     *
     * <p>An envelope of this format is given back as it came, one of another never is. Where the data is another than
     * the event's own, nothing of that is left, and every other byte of the envelope stays if the format lets it.
     *
     * @param data the event's own, or what takes its place: like it in type, and JSON if it is; null for none
     */
    Bytes encode(CloudEvent event, @Nullable Bytes data);
}
