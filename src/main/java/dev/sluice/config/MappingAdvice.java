package dev.sluice.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Advice about attributes and places of the data that are legal but probably misspelt: {@code subejct},
 * {@code /card.number}, {@code /card/}. Stateless.
 */
final class MappingAdvice {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

    private static final String DOUBT =
            "names a place whose name has a dot, or nothing after its last slash: did you mean ";

    private MappingAdvice() {}

    /** Adds advice for the attributes and places in the keys for all routes and in those of each route. */
    static void check(SluiceKeys keys, ConfigErrors errors) {
        check(MappingReader.ROOT, keys, errors);
        keys.routes().forEach((name, route) -> check(MappingReader.ROOT + "routes." + name + ".", route, errors));
    }

    private static void check(String prefix, RecordKeys keys, ConfigErrors errors) {
        keys.key().ifPresent(entries -> entries(prefix + "key", entries, errors));
        keys.partition().ifPresent(entries -> entries(prefix + "partition", entries, errors));
        keys.topic().ifPresent(text -> text(prefix + "topic", text, errors));
        keys.value().subject().ifPresent(text -> text(prefix + "value.subject", text, errors));
        keys.headers().forEach((name, text) -> text(prefix + "headers." + name, text, errors));
        // what stands below redact may be a secret, so that it has a line without a value
        keys.redact().keySet().stream().filter(place -> place.startsWith("/")).forEach(place -> {
            String meant = meantBy(place);
            if (!meant.equals(place)) {
                errors.advise(prefix + "redact." + place + " " + DOUBT + meant + "?");
            }
        });
    }

    private static void entries(String key, Collection<String> entries, ConfigErrors errors) {
        for (String entry : entries) {
            if (entry.indexOf('{') >= 0) {
                text(key, entry, errors);
            } else {
                place(key, entry, entry, errors);
            }
        }
    }

    private static void text(String key, String text, ConfigErrors errors) {
        List<String> places = new ArrayList<>();
        for (Matcher place = PLACE.matcher(text); place.find(); ) {
            places.add(place.group(1));
        }
        places.forEach(place -> place(key, text, place, errors));
    }

    private static void place(String key, String text, String place, ConfigErrors errors) {
        String pointer = place.startsWith("hash(") && place.endsWith(")")
                ? place.substring("hash(".length(), place.length() - 1)
                : place;
        if (pointer.startsWith("/")) {
            String meant = pointer.replaceAll("(?<=[^/.])\\.(?=[^/.])", "/").replaceAll("(?<=.)/+$", "");
            if (!meant.equals(pointer)) {
                errors.advise(
                        key,
                        text,
                        "names a place whose name has a dot, or nothing after its last slash: did you" + " mean "
                                + meant + "?");
            }
        } else {
            String meant = AttributeNames.meantBy(pointer);
            if (meant != null) {
                errors.advise(key, text, "asks for the attribute " + pointer + ": did you mean " + meant + "?");
            }
        }
    }

    private static String meantBy(String pointer) {
        return pointer.replaceAll("(?<=[^/.])\\.(?=[^/.])", "/").replaceAll("(?<=.)/+$", "");
    }
}
