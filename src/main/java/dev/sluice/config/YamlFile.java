package dev.sluice.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Finds what keeps a YAML file from being read as keys: errors of syntax, a key that is written twice, and a list or
 * map where Sluice needs something else. No line shows a value. For one text on one thread.
 */
final class YamlFile {

    private static final Set<String> SECTIONS = Set.of("sluice", "kafka", "mp", "quarkus", "smallrye");

    /** Stands below {@code sluice} and below a route. */
    private static final String VALUE = "value";

    /** What has keys below it, and can be nothing else. */
    static final Set<String> MAPS = Set.of(
            "routes",
            "senders",
            "connections",
            "batch",
            "webhook",
            "rejects",
            "dedup",
            "registry",
            "authenticate",
            "challenge",
            "event",
            "cases",
            VALUE);

    /** What has names with a text each, and can also be one text. */
    static final Set<String> MAPS_OF_TEXTS = Set.of("headers", "redact");

    private static final Set<Tag> TAGS =
            Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

    /** What the reader says, and what that means to whoever wrote the file. The first that fits counts. */
    private static final List<Map.Entry<String, String>> MEANINGS = List.of(
            Map.entry("TAB", "the line is indented with a tab: use spaces"),
            Map.entry("that cannot start any token", "a text starts with a character of YAML's own: put it in quotes"),
            Map.entry("alias", "a text starts with *, which YAML takes for a reference: put it in quotes"),
            Map.entry(
                    "mapping values are not allowed",
                    "a colon stands where none can: check the indentation, or put the text in quotes"),
            Map.entry("unexpected end of stream", "the quote that opens here is not closed"),
            Map.entry(
                    "but found '<scalar>'",
                    "a text goes on after its quote or brace: put all of it in quotes, or check the indentation"),
            Map.entry("expected <block end>", "the indentation is not that of the keys above it: use the same"),
            Map.entry("expected ',' or", "the bracket that opens here is not closed, or a comma is missing"),
            Map.entry("could not find expected ':'", "a key has no colon: write key: value"));

    private final String name;
    private final List<String> problems = new ArrayList<>();
    private final Set<Node> walked = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlFile(String name) {
        this.name = name;
    }

    /**
     * Everything that is wrong with a file as a file of keys, one line each; of the errors of syntax, the first.
     *
     * @param name what the lines call the file
     * @param text its content
     */
    static List<String> problems(String name, String text) {
        YamlFile file = new YamlFile(name);
        try {
            file.read(text);
        } catch (MarkedYAMLException e) {
            file.tell(e);
        } catch (ReaderException e) {
            int line = (int) text.substring(0, text.offsetByCodePoints(0, e.getPosition()))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            file.problems.add(name + ", line " + (line + 1)
                    + ": there is a character that YAML does not allow: write the file as text in UTF-8");
        } catch (YAMLException e) {
            file.problems.add(name + ": is not YAML that can be read");
        }
        return file.problems;
    }

    private void read(String text) {
        boolean first = true;
        for (Node document : new Yaml().composeAll(new StringReader(text))) {
            if (!first) {
                tell(document, "a second document begins: remove the line --- before it");
                return;
            }
            first = false;
            walk(document);
            if (document instanceof MappingNode top) {
                checkSections(top);
            } else if (!isNull(document)) {
                tell(document, "the file is " + kind(document) + ": write sluice: and its keys below it");
            }
        }
    }

    private void tell(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        String meaning = MEANINGS.stream()
                .filter(known -> problem.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(problem);
        boolean opens = meaning.contains("opens here") && e.getContextMark() != null;
        problems.add(at(opens ? e.getContextMark() : e.getProblemMark()) + meaning);
    }

    private void tell(Node at, String what) {
        problems.add(at(at.getStartMark()) + what);
    }

    private String at(@Nullable Mark mark) {
        return mark == null
                ? name + ": "
                : name + ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }

    /** Looks everywhere for keys that are written twice, and for tags. */
    private void walk(Node node) {
        if (!walked.add(node)) {
            return;
        }
        if (!TAGS.contains(node.getTag())) {
            tell(
                    node,
                    "there is a tag of YAML (!), which Sluice does not read: leave it out, or put the text in quotes");
        }
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::walk);
        } else if (node instanceof MappingNode map) {
            Map<String, Node> keys = new HashMap<>();
            for (NodeTuple entry : map.getValue()) {
                String key = key(entry);
                Node before = key == null ? null : keys.putIfAbsent(key, entry.getKeyNode());
                if (before != null) {
                    tell(
                            entry.getKeyNode(),
                            "the key " + key + " is there already, in line "
                                    + (before.getStartMark().getLine() + 1)
                                    + ": remove one of the two, because only the last would apply");
                }
                walk(entry.getValueNode());
            }
        }
    }

    private void checkSections(MappingNode top) {
        for (NodeTuple entry : top.getValue()) {
            String section = key(entry);
            if (section != null && section.startsWith("%") && entry.getValueNode() instanceof MappingNode ofProfile) {
                checkSections(ofProfile);
            } else if (section != null && SECTIONS.contains(section)) {
                MappingNode keys = map(section, entry.getValueNode());
                if (keys != null && section.equals("sluice")) {
                    keys.getValue().forEach(key -> check("sluice.", "sluice.", key));
                }
            }
        }
    }

    /** Checks a key of Sluice; {@code known} is what its name begins with in the list of keys. */
    private void check(String prefix, String known, NodeTuple entry) {
        String key = key(entry);
        if (key == null) {
            return;
        }
        String path = prefix + key;
        Node value = entry.getValueNode();
        if (MAPS_OF_TEXTS.contains(key)) {
            checkTexts(path, value);
        } else if (key.equals(VALUE)) {
            MappingNode map = map(path, value);
            if (map != null) {
                map.getValue().forEach(ofValue -> check(path + ".", known + "value.", ofValue));
            }
        } else if (prefix.equals("sluice.") && MAPS.contains(key)) {
            MappingNode map = map(path, value);
            if (map != null && key.equals("routes")) {
                map.getValue().forEach(this::checkRoute);
            }
        } else if (!isText(value)
                && !isInBraces(value)
                && UnknownKeyCheck.names().contains(known + key)) {
            checkText(path, value);
        }
    }

    private void checkRoute(NodeTuple entry) {
        String route = key(entry);
        boolean key = route != null && UnknownKeyCheck.names().contains("sluice.routes.*." + route);
        MappingNode keys = route == null || key ? null : map("sluice.routes." + route, entry.getValueNode());
        if (keys != null) {
            keys.getValue().forEach(ofRoute -> check("sluice.routes." + route + ".", "sluice.routes.*.", ofRoute));
        }
    }

    private void checkTexts(String path, Node value) {
        if (value instanceof SequenceNode) {
            tell(value, path + " is a list: write name: value below it, without hyphens");
        } else if (value instanceof MappingNode map && !isInBraces(map)) {
            for (NodeTuple entry : map.getValue()) {
                if (!isText(entry.getValueNode())) {
                    String place = path.endsWith("redact") ? "the whole place in one name, as in /order/id, and " : "";
                    tell(
                            entry.getValueNode(),
                            path + "." + key(entry) + " is " + kind(entry.getValueNode()) + ": write " + place
                                    + "one text as its value");
                }
            }
        }
    }

    private void checkText(String path, Node value) {
        if (value instanceof MappingNode) {
            tell(value, path + " is a map: write a text, in quotes if it has braces");
        } else if (value instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                if (!isText(entry)) {
                    tell(
                            entry,
                            path + " has " + kind(entry) + " in its list: write texts, in quotes if they have"
                                    + " brackets or braces");
                }
            }
        }
    }

    /** The map that {@code value} is; null, and a line unless there is no value at all, if it is none. */
    private @Nullable MappingNode map(String path, Node value) {
        if (value instanceof MappingNode map) {
            return map;
        }
        if (!isNull(value)) {
            tell(value, path + " is " + kind(value) + ": write its keys below it, as key: value and without hyphens");
        }
        return null;
    }

    private static @Nullable String key(NodeTuple entry) {
        boolean merges = entry.getKeyNode().getTag().equals(Tag.MERGE);
        return entry.getKeyNode() instanceof ScalarNode key && !merges ? key.getValue() : null;
    }

    private static boolean isText(Node node) {
        return node instanceof ScalarNode;
    }

    /** A text in braces without quotes, which {@link EmptyValueCheck} reports as a key without a value. */
    private static boolean isInBraces(Node node) {
        return node instanceof MappingNode map
                && map.getValue().stream().allMatch(entry -> isNull(entry.getValueNode()));
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String kind(Node node) {
        return node instanceof MappingNode ? "a map" : node instanceof SequenceNode ? "a list" : "a text";
    }
}
