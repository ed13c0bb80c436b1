package dev.sluice.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in Markdown.
 *
 * @param file from the root of the repository
 * @param text all of it
 */
record Page(Path file, String text) {

    private static final Pattern FENCED = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *$", Pattern.MULTILINE);

    /** {@code [text](target)}, also over a line break, or a definition {@code [name]: target}. */
    private static final Pattern LINK =
            Pattern.compile("\\[[^]]*]\\(([^)\\s]+)[^)]*\\)|^ {0,3}\\[[^]]+]:\\s*(\\S+)", Pattern.MULTILINE);

    static Page of(Path file) {
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every page below a folder. */
    static Stream<Page> below(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream()
                    .map(Page::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its links lead, as written. */
    List<String> links() {
        return LINK.matcher(withoutCode())
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .toList();
    }

    /** The part of the page under a heading of the second level. */
    Page section(String heading) {
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new IllegalArgumentException(file + " has no section " + heading);
        }
        int end = text.indexOf("\n## ", start + 1);
        return new Page(file, text.substring(start, end < 0 ? text.length() : end));
    }

    /** What can stand behind a {@code #} in a link to this page, as GitHub makes it of the headings. */
    Set<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new LinkedHashSet<>();
        for (MatchResult heading :
                HEADING.matcher(FENCED.matcher(text).replaceAll("")).results().toList()) {
            String anchor = anchor(heading.group(1));
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    private static String anchor(String heading) {
        return LINK.matcher(heading)
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private String withoutCode() {
        return CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("``");
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
