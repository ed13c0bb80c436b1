package dev.sluice.core.format;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way in which whole events come as bytes (CloudEvents 1.0.2, "Event Format"). Sluice writes one of them only, the
 * {@link JsonFormat}.
 *
 * <p>To add a format, write a class in a package {@code dev.sluice.format.<name>}, and list it in {@code SluiceBeans}.
 * Stateless and thread-safe.
 */
public interface EventFormat {

    /** The media type of one event, in lower case, without parameters. It identifies the format. */
    String mediaType();

    /** The media type of a batch, in lower case, without parameters; null if the format has no batches. */
    @Nullable
    String batchMediaType();

    /**
     * Decodes one event, which keeps {@code bytes} as its envelope.
     *
     * @param bytes one event, from first to last byte; if the format allows, the event's data is a slice of them
     * @throws Refusal {@code MALFORMED} if they are not one event in this format, {@code INVALID_ATTRIBUTE} if an
     *     attribute breaks a rule, {@code INVALID_DATA} if the data contradicts its content type
     */
    CloudEvent decode(Bytes bytes);

    /**
     * Decodes the events of a batch in their order; an empty batch has none. Called only if the format has a media type
     * for batches.
     *
     * @param bytes the whole batch
     * @param undecoded gets each element that is refused, which the result then lacks; null if the first one refuses
     *     the batch
     * @throws Refusal {@code MALFORMED} if they are not a batch or its elements cannot be told apart, {@code TOO_LARGE}
     *     beyond a limit, or, with its index, the refusal of the first element that is refused
     */
    List<CloudEvent> decodeBatch(Bytes bytes, BatchLimits limits, @Nullable UndecodedElements undecoded);

    /** Gets the elements of a batch that are not events, in their order. */
    interface UndecodedElements {

        /**
         * An element is refused.
         *
         * @param index its position in the batch, from 0
         * @param element its bytes, a slice of the batch if the format allows
         * @param refusal why, without the index
         */
        void add(int index, Bytes element, Refusal refusal);
    }
}
