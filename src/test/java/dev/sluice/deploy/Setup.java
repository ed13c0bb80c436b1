package dev.sluice.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.Configured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that is applied together, with the one workload that runs the function.
 *
 * <p>Setups are there as they are written, without the patches of overlays; and as kustomize puts them together, where
 * {@code kubectl} is present.
 */
record Setup(String name, List<Manifest> manifests) {

    static final String KNATIVE = "serving.knative.dev/v1 Service";
    static final String DEPLOYMENT = "apps/v1 Deployment";

    private static final Path CONFIG = Manifest.DEPLOY.resolve("config");
    private static final Path OVERLAYS = Manifest.DEPLOY.resolve("overlays");
    private static final Path PLAIN = OVERLAYS.resolve("plain-kubernetes");
    private static final Path CLOUD_RUN = OVERLAYS.resolve("cloud-run");

    /** What was rendered, because each test asks for all. */
    private static final Map<Path, String> RENDERED = new ConcurrentHashMap<>();

    /** Long enough for whatever it stands in for. */
    private static final String SECRET = "a secret of some length";

    static Stream<Setup> all() {
        return Stream.concat(
                Stream.of(
                        written("base and components", CONFIG, Manifest.DEPLOY.resolve("base"), components()),
                        written("plain-kubernetes", CONFIG, PLAIN),
                        written("cloud-run", CLOUD_RUN)),
                isKubectlPresent()
                        ? Stream.concat(
                                rendered(),
                                Stream.of("production", "plain-kubernetes").map(Setup::withClusterTokens))
                        : Stream.empty());
    }

    /** An overlay with the component that none has, because only a proof by the cluster's tokens needs it. */
    private static Setup withClusterTokens(String overlay) {
        Path folder = Path.of("target", "overlays", overlay);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("kustomization.yaml"),
                    "resources: [" + folder.relativize(OVERLAYS.resolve(overlay)) + "]\ncomponents: ["
                            + folder.relativize(components().resolve("cluster-tokens")) + "]\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        String name = overlay + " with cluster-tokens";
        return new Setup(name, Manifest.parse(name, render(folder)));
    }

    private static Path components() {
        return Manifest.DEPLOY.resolve("components");
    }

    private static Setup written(String name, Path... paths) {
        return new Setup(
                name + ", as written",
                Stream.of(paths).flatMap(path -> Manifest.in(path).stream()).toList());
    }

    /** What {@code kubectl kustomize} makes of each overlay. */
    static Stream<Setup> rendered() {
        return overlays()
                .map(overlay -> new Setup(overlay.toString(), Manifest.parse(overlay.toString(), render(overlay))));
    }

    /** The folders that are for kustomize. */
    static Stream<Path> overlays() {
        return Manifest.files().stream()
                .filter(file -> file.startsWith(OVERLAYS) && file.endsWith("kustomization.yaml"))
                .map(Path::getParent);
    }

    static boolean isKubectlPresent() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Path.of(directory, "kubectl").toFile().canExecute());
    }

    private static String render(Path overlay) {
        return RENDERED.computeIfAbsent(overlay, Setup::renderOnce);
    }

    private static String renderOnce(Path overlay) {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String rendered = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
            if (!kubectl.waitFor(1, TimeUnit.MINUTES) || kubectl.exitValue() != 0) {
                throw new AssertionError("kubectl kustomize " + overlay + " failed");
            }
            return rendered;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What runs the function. */
    Manifest workload() {
        return only(type -> type.equals(KNATIVE) || type.equals(DEPLOYMENT)).orElseThrow();
    }

    boolean isKnative() {
        return workload().type().equals(KNATIVE) && !isCloudRun();
    }

    boolean isCloudRun() {
        return workload().at("/metadata/annotations").toString().contains("run.googleapis.com/");
    }

    /** An annotation of the pods; empty where there is none. */
    String annotation(String name) {
        return workload().text("/spec/template/metadata/annotations/" + name.replace("/", "~1"));
    }

    /** How many instances there are without any load. */
    int instancesThatStay() {
        return only("HorizontalPodAutoscaler")
                .map(scaler -> scaler.at("/spec/minReplicas").asInt())
                .orElseGet(() -> workload()
                        .at("/spec/template/metadata/annotations/autoscaling.knative.dev~1min-scale")
                        .asInt());
    }

    /** What alerts and dashboards ask Prometheus for. */
    List<String> queries() {
        List<String> queries = new ArrayList<>();
        for (Manifest rule : ofKind("PrometheusRule")) {
            rule.content().findValues("expr").forEach(expression -> queries.add(expression.asText()));
        }
        for (Manifest map : ofKind("ConfigMap")) {
            map.at("/data").properties().stream()
                    .filter(file -> file.getKey().endsWith(".json"))
                    .flatMap(file -> Manifest.parse(map.name(), file.getValue().asText()).stream())
                    .flatMap(dashboard -> dashboard.content().findValues("expr").stream())
                    .forEach(expression -> queries.add(expression.asText()));
        }
        return queries;
    }

    JsonNode pod() {
        return workload().at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    /** The resource of a kind, where there is one. */
    Optional<Manifest> only(String kind) {
        return only(type -> type.endsWith(" " + kind));
    }

    private Optional<Manifest> only(Predicate<String> type) {
        List<Manifest> found = ofType(type);
        if (found.size() > 1) {
            throw new AssertionError("more than one: " + found);
        }
        return found.stream().findFirst();
    }

    /** Not Knative's, of the same kind. */
    List<Manifest> kubernetesServices() {
        return ofType(type -> type.equals("v1 Service"));
    }

    List<Manifest> ofKind(String kind) {
        return ofType(type -> type.endsWith(" " + kind));
    }

    private List<Manifest> ofType(Predicate<String> type) {
        List<Manifest> found = new ArrayList<>(manifests);
        found.removeIf(manifest -> !type.test(manifest.type()));
        return found;
    }

    /** What the function makes of its file and its variables; a text stands in for each secret. */
    Configured configured() {
        return Configured.by(configuration(), variables());
    }

    /** The text of config/application.yaml; empty where variables say it all. */
    String configuration() {
        return ofKind("ConfigMap").stream()
                .filter(map -> map.at("/data").has("application.yaml"))
                .map(map -> map.at("/data").get("application.yaml").asText())
                .findFirst()
                .orElseGet(() -> isCloudRun() ? "" : Manifest.text(CONFIG.resolve("application.yaml")));
    }

    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        container()
                .path("env")
                .forEach(variable -> variables.put(variable.path("name").asText(), value(variable)));
        return variables;
    }

    private static String value(JsonNode variable) {
        String value = variable.path("value").asText();
        return variable.has("valueFrom") || value.startsWith("file:") ? SECRET : value;
    }

    @Override
    public String toString() {
        return name;
    }
}
