package dev.sluice.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code name=value} pairs of a line in an example of the pages. */
final class PageFields {

    private static final Pattern FIELD = Pattern.compile("(@?[a-z-]+)=((?:(?! @?[a-z-]+=).)*)");

    private PageFields() {}

    /** The pairs of a line, in their order; {@code data} and {@code value} go on to its end. */
    static Map<String, String> of(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(line);
        for (int at = 0; field.find(at); ) {
            String name = field.group(1);
            boolean last = name.equals("data") || name.equals("value");
            fields.put(
                    name, last ? line.substring(field.start(2)) : field.group(2).strip());
            at = last ? line.length() : field.end();
        }
        return fields;
    }
}
