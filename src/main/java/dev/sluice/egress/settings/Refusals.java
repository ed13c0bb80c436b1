package dev.sluice.egress.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the settings of one channel's producer: a line for each key, of which the first stays. Used by one
 * thread.
 */
final class Refusals {

    private final UnaryOperator<String> properties;
    private final SortedMap<String, Line> lines = new TreeMap<>();

    /**
     * A line.
     *
     * @param property the full name of the key, which the line starts with
     * @param text what follows it
     * @param meant the setting of which the key is a misspelt name; null if it is none
     */
    private record Line(
            String property, String text, @Nullable String meant) {}

    /** Of a channel; {@code properties} gives the full name that a setting is written under, or would be. */
    Refusals(UnaryOperator<String> properties) {
        this.properties = properties;
    }

    /** Refuses a setting of the channel, and shows its value unless that is a secret. */
    void refuse(String key, Object value, String why) {
        refuse(key, SettingLines.refused(key, value, why));
    }

    /** Refuses a setting of the channel; {@code text} follows its full name. */
    void refuse(String key, String text) {
        add(key, properties.apply(key), text);
    }

    /** Adds a line about {@code key}, which starts with the name of {@code property}. */
    void add(String key, String property, String text) {
        lines.putIfAbsent(key, new Line(property, text, null));
    }

    /** Adds a line about a misspelt name of the setting {@code meant}. */
    void addMisspelt(String key, String property, String meant) {
        lines.putIfAbsent(key, new Line(property, " is not a setting: write " + meant, meant));
    }

    /** Whether there is a line about a setting already, or about a misspelt name of it. */
    boolean isTold(String setting) {
        return lines.containsKey(setting) || lines.values().stream().anyMatch(line -> setting.equals(line.meant()));
    }

    /** Whether nothing is wrong. */
    boolean areNone() {
        return lines.isEmpty();
    }

    /** All lines, in the order of their keys. */
    List<String> lines() {
        List<String> texts = new ArrayList<>(lines.size());
        lines.values().forEach(line -> texts.add(line.property() + line.text()));
        return texts;
    }
}
