package dev.sluice;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.ConfigFiles;
import dev.sluice.config.ConfigReader;
import dev.sluice.config.EmptyValueCheck;
import dev.sluice.config.FileKeys;
import dev.sluice.config.MappingReader;
import dev.sluice.config.MisplacedKeyCheck;
import dev.sluice.config.Schemas;
import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.SluiceKeys;
import dev.sluice.config.UnexpandedCheck;
import dev.sluice.config.UnknownKeyCheck;
import dev.sluice.config.VariableAdvice;
import dev.sluice.core.envelope.EventBridgeDecoder;
import dev.sluice.core.envelope.EventGridDecoder;
import dev.sluice.core.envelope.PubSubDecoder;
import dev.sluice.core.envelope.SnsDecoder;
import dev.sluice.core.envelope.WebhookDecoder;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.CloudEventsDecoder;
import dev.sluice.core.http.Decoders;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.format.avro.AvroEventFormat;
import dev.sluice.format.protobuf.ProtobufEventFormat;
import dev.sluice.format.xml.XmlEventFormat;
import dev.sluice.registry.Subjects;
import dev.sluice.runtime.StartOrder;
import dev.sluice.schema.DataSchema;
import dev.sluice.schema.SchemaFile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Builds the objects of the core from the configuration, and ends the startup with one line for each problem.
 *
 * <p>Each line names the key, what is wrong with it and what to write instead.
 */
@Singleton
final class SluiceBeans {

    private static final Logger LOG = Logger.getLogger("dev.sluice");

    /** The event formats that Sluice takes. */
    private static final List<EventFormat> EVENT_FORMATS =
            List.of(new JsonFormat(), new ProtobufEventFormat(), new XmlEventFormat(), new AvroEventFormat());

    /** How many events an array may have that is the envelope of one or more, where batches are not taken. */
    private static final int MOST_IN_AN_ARRAY = 1000;

    private final SluiceKeys keys;
    private final Config all;
    private final ConfigErrors errors;

    SluiceBeans(SluiceKeys keys, Config all, ConfigErrors errors) {
        this.keys = keys;
        this.all = all;
        this.errors = errors;
    }

    @Produces
    @Singleton
    SluiceConfig config() {
        return ConfigReader.read(keys, all, errors);
    }

    @Produces
    @Singleton
    Mapper mapper(Subjects subjects) {
        return MappingReader.read(
                keys,
                errors,
                new Schemas(
                        location -> DataSchema.load(location)::check,
                        SchemaFile::text,
                        ValueSerializers::compiler,
                        subjects.isOn() ? subjects::source : null));
    }

    @Produces
    @Singleton
    Decoders decoders(SluiceConfig config) {
        SluiceConfig.Batches batches = config.batches();
        SluiceConfig.Rejects rejects = config.rejects();
        boolean keepsUndecoded = rejects != null && rejects.undecoded();
        return new Decoders(config.senders().stream()
                .collect(Collectors.toMap(
                        Sender::name,
                        sender -> new HttpDecoder(
                                words(sender, batches), keepsUndecoded ? sender.maxBodyBytes() : null))));
    }

    private static EventDecoder words(Sender sender, SluiceConfig.@Nullable Batches batches) {
        BatchLimits limits = batches == null ? null : new BatchLimits(batches.maxEvents(), sender.maxBodyBytes());
        BatchLimits ofArrays = limits == null ? new BatchLimits(MOST_IN_AN_ARRAY, sender.maxBodyBytes()) : limits;
        CloudEventsDecoder cloudEvents = new CloudEventsDecoder(EVENT_FORMATS, limits, sender.headerValues());
        return switch (sender.kind().words()) {
            case CLOUDEVENTS -> cloudEvents;
            case WEBHOOK -> new WebhookDecoder(Objects.requireNonNull(sender.webhookWords()), limits);
            case PUBSUB -> new PubSubDecoder(cloudEvents, sender.dataPart());
            case SNS -> {
                Sender.Sns sns = Objects.requireNonNull(sender.sns());
                yield new SnsDecoder(cloudEvents, ofArrays, sns.topicArns(), sender.dataPart(), sns.allowsUnsigned());
            }
            case EVENTBRIDGE -> new EventBridgeDecoder(cloudEvents);
            case EVENTGRID -> new EventGridDecoder(cloudEvents, ofArrays);
        };
    }

    void check(@Observes @Priority(StartOrder.CHECK_KEYS) StartupEvent start, SluiceConfig config, Mapper mapper) {
        EmptyValueCheck.check(all, errors);
        UnknownKeyCheck.check(all.getPropertyNames(), this::isVariable, errors);
        MisplacedKeyCheck.check(all, errors);
        VariableAdvice.check(all, errors);
        UnexpandedCheck.check(all, errors);
        SluiceConfig.Rejects rejects = config.rejects();
        if (rejects != null && mapper.knownTopics().contains(rejects.topic())) {
            errors.refuse(
                    "sluice.rejects.topic",
                    rejects.topic(),
                    "is a topic that events are published to: choose one for parked events only");
        }
        if (config.readyNeedsKafka() && mapper.knownTopics().isEmpty()) {
            errors.refuse(
                    "sluice.ready-needs-kafka",
                    "true",
                    "has no topic to wait for, because the configuration names none: list topics in topics-allowed,"
                            + " or leave the key out");
        }
        errors.advice().forEach(LOG::warn);
    }

    void endTheStart(
            @Observes @Priority(StartOrder.END_IF_WRONG) StartupEvent start, SluiceConfig config, Mapper mapper) {
        String nothing = errors.isMissing(MappingReader.TOPIC) ? ConfigFiles.nothing(all) : null;
        if (nothing != null) {
            LOG.info(nothing);
        }
        errors.throwIfAny();
        for (Sender sender : config.senders()) {
            if (!sender.isProven()) {
                LOG.warnf(
                        "sender=%s: whoever reaches %s may publish, because nothing asks for a proof; set %s",
                        sender.name(), sender.path(), sender.missingProof());
            }
        }
        LOG.infof(
                "topics=%s routes=%d senders=%s ack-deadline=%s max-body-size=%d"
                        + " max-events-in-flight=%d max-bytes-in-flight=%d batches=%s",
                mapper.knownTopics(),
                keys.routes().size(),
                config.senders().stream().map(SluiceBeans::shown).toList(),
                config.ackDeadline(),
                config.maxBodyBytes(),
                config.maxEventsInFlight(),
                config.maxBytesInFlight(),
                config.batches() == null ? "off" : config.batches().maxEvents());
    }

    private static String shown(Sender sender) {
        return sender.name() + " " + sender.path() + " " + sender.kind().name();
    }

    /** Builds the function at startup, so that the first event does not wait for it. */
    void warmUp(@Observes StartupEvent start, PublishFunction function) {
        LOG.debugf("%s is ready", function);
    }

    private boolean isVariable(String property) {
        return FileKeys.isVariable(all.getConfigValue(property).getSourceName());
    }
}
