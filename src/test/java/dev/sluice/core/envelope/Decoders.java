package dev.sluice.core.envelope;

import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.CloudEventsDecoder;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HeaderValues;
import java.util.List;
import java.util.Set;

/** The decoders that vectors name as their kind. */
public final class Decoders {

    static final BatchLimits LIMITS = new BatchLimits(4, 4096);
    private static final CloudEventsDecoder CLOUD_EVENTS = cloudEvents(HeaderValues.ENCODED);

    private Decoders() {}

    /** All that vectors name. */
    public static List<String> kinds() {
        return List.of("pubsub", "pubsub-envelope", "sns", "sns-envelope", "sns-unsigned", "eventbridge", "eventgrid");
    }

    private static CloudEventsDecoder cloudEvents(HeaderValues headerValues) {
        return new CloudEventsDecoder(List.of(new JsonFormat()), LIMITS, headerValues);
    }

    /** The decoder of {@code kind}; of {@code knative}, with values of headers as they are. */
    public static EventDecoder of(String kind) {
        return switch (kind) {
            case "cloudevents", "eventarc" -> CLOUD_EVENTS;
            case "knative" -> cloudEvents(HeaderValues.RAW);
            case "pubsub" -> new PubSubDecoder(CLOUD_EVENTS, DataPart.MESSAGE);
            case "pubsub-envelope" -> new PubSubDecoder(CLOUD_EVENTS, DataPart.ENVELOPE);
            case "sns" -> sns(DataPart.MESSAGE, false);
            case "sns-envelope" -> sns(DataPart.ENVELOPE, false);
            case "sns-unsigned" -> sns(DataPart.MESSAGE, true);
            case "eventbridge" -> new EventBridgeDecoder(CLOUD_EVENTS);
            case "eventgrid" -> new EventGridDecoder(CLOUD_EVENTS, LIMITS);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static EventDecoder sns(DataPart dataPart, boolean allowsRaw) {
        Set<String> topics = Set.of("arn:aws:sns:eu-west-1:123456789012:alarms");
        return new SnsDecoder(CLOUD_EVENTS, LIMITS, topics, dataPart, allowsRaw);
    }
}
