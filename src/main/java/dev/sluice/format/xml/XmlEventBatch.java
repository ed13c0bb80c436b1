package dev.sluice.format.xml;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat.UndecodedElements;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code batch} element (CloudEvents XML event format, working draft of 1.0.3, section 5).
 *
 * <p>An event that is refused is read a second time if it is to be kept. For one batch on one thread.
 */
final class XmlEventBatch {

    private final XmlScanner xml;
    private final Bytes document;
    private final BatchLimits limits;
    private final @Nullable UndecodedElements undecoded;
    private final List<CloudEvent> events = new ArrayList<>();
    private int index;

    private XmlEventBatch(Bytes document, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        this.xml = new XmlScanner(document);
        this.document = document;
        this.limits = limits;
        this.undecoded = undecoded;
    }

    static List<CloudEvent> decode(Bytes document, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        XmlEventBatch decoder = new XmlEventBatch(document, limits, undecoded);
        decoder.read();
        return decoder.events;
    }

    private void read() {
        xml.next();
        if (!xml.isAt(XmlEventDecoder.NAMESPACE, "batch")) {
            throw Refusal.malformed("the body is not an element batch in the namespace " + XmlEventDecoder.NAMESPACE);
        }
        for (XmlScanner.Kind kind = xml.next(); kind != XmlScanner.Kind.END; kind = xml.next()) {
            if (kind == XmlScanner.Kind.TEXT) {
                if (!xml.isBlank()) {
                    throw Refusal.malformed("the element batch has text beside its elements");
                }
            } else if (XmlEventDecoder.isForeign(xml)) {
                xml.skipElement();
            } else {
                event();
            }
        }
        xml.next();
    }

    private void event() {
        if (index == limits.maxEvents()) {
            throw Refusal.tooManyEvents(limits.maxEvents());
        }
        int start = xml.elementStart();
        int depth = xml.depth();
        try {
            CloudEventBuilder event = XmlEventDecoder.read(xml, "the element");
            Bytes element = document.slice(start, xml.position());
            checkSize(element.length());
            events.add(event.envelope(new Envelope(XmlEventFormat.MEDIA_TYPE, element))
                    .build());
        } catch (Refusal refusal) {
            if (undecoded == null) {
                throw refusal.inBatch(index);
            }
            undecoded.add(index, element(start, depth), refusal);
        }
        index++;
    }

    /** The whole element at {@code start}, however far it was read before it was refused, as a document of its own. */
    private Bytes element(int start, int depth) {
        try {
            xml.backTo(start, depth);
            xml.next();
            Bytes element = xml.standalone();
            checkSize(xml.position() - start);
            return element;
        } catch (Refusal notAnElement) {
            throw notAnElement.inBatch(index);
        }
    }

    private void checkSize(int bytes) {
        if (bytes > limits.maxEventBytes()) {
            throw Refusal.eventTooLarge(limits.maxEventBytes());
        }
    }
}
