package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.knative.eventing.v1.Broker;
import io.fabric8.knative.eventing.v1.Trigger;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether Kubernetes and its operators take what is in {@code deploy/}, and nothing in it is left over. */
class ManifestTest {

    private static final Map<String, Class<?>> MODELS = Map.of(
            Setup.KNATIVE,
            io.fabric8.knative.serving.v1.Service.class,
            Setup.DEPLOYMENT,
            Deployment.class,
            "v1 Service",
            Service.class,
            "v1 ConfigMap",
            ConfigMap.class,
            "autoscaling/v2 HorizontalPodAutoscaler",
            HorizontalPodAutoscaler.class,
            "policy/v1 PodDisruptionBudget",
            PodDisruptionBudget.class,
            "eventing.knative.dev/v1 Broker",
            Broker.class,
            "eventing.knative.dev/v1 Trigger",
            Trigger.class,
            "monitoring.coreos.com/v1 PodMonitor",
            PodMonitor.class,
            "monitoring.coreos.com/v1 PrometheusRule",
            PrometheusRule.class);

    /**
     * What is used of kinds without a model here, by the documentation of Strimzi and Kubernetes; a pattern each for
     * the paths to the leaves.
     */
    private static final Map<String, Pattern> OTHERS = Map.of(
            "networking.k8s.io/v1 NetworkPolicy",
                    Pattern.compile("podSelector/matchLabels/.+|policyTypes|(ingress|egress)/ports/(port|protocol)"
                            + "|(ingress/from|egress/to)/(namespace|pod)Selector"
                            + "(/matchLabels/.+|/matchExpressions/(key|operator|values))?"),
            "kafka.strimzi.io/v1 KafkaTopic", Pattern.compile("partitions|replicas|topicName|config/[a-z.]+"),
            "kafka.strimzi.io/v1 KafkaUser",
                    Pattern.compile("authentication/type|authorization/type"
                            + "|authorization/acls/(resource/(type|name|patternType)|operations)"),
            "kafka.strimzi.io/v1 KafkaNodePool", Pattern.compile("replicas|roles|storage/(type|size|deleteClaim)"),
            "kafka.strimzi.io/v1 Kafka",
                    Pattern.compile("kafka/(listeners/(name|port|type|tls|authentication/type)"
                            + "|authorization/(type|superUsers)|config/[a-z.]+)|entityOperator/(topic|user)Operator"));

    /** The models keep what they do not know aside; here it is an error. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    static Stream<Path> files() {
        return Manifest.files().stream();
    }

    static Stream<Manifest> manifests() {
        return Manifest.in(Manifest.DEPLOY).stream()
                .filter(manifest -> !manifest.type().isEmpty());
    }

    static Stream<Manifest> kustomizations() {
        return manifests().filter(manifest -> manifest.place().endsWith("kustomization.yaml"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void opensWithWhatItMakesAndWhatItAssumes(Path file) {
        assumeThat(file.toString()).doesNotEndWith(".json").doesNotEndWith(".md");
        assertThat(Manifest.text(file).lines().limit(2))
                .satisfiesExactly(
                        first -> assertThat(first).matches("# Makes: .+"),
                        second -> assertThat(second).matches("# Assumes: .+[.]"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void hasNoFieldThatItsKindDoesNotHave(Manifest manifest) {
        hasKnownFields(manifest);
    }

    @Test
    void rendersEveryOverlayWithoutAFieldThatItsKindDoesNotHave() {
        assumeThat(Setup.isKubectlPresent()).as("kubectl is present").isTrue();
        assertThat(Setup.rendered().toList())
                .hasSize((int) Setup.overlays().count())
                .allSatisfy(
                        setup -> assertThat(setup.manifests()).isNotEmpty().allSatisfy(ManifestTest::hasKnownFields));
    }

    private static void hasKnownFields(Manifest manifest) {
        if (manifest.type().startsWith("kustomize.config.k8s.io/")) {
            return;
        }
        Pattern fields = OTHERS.get(manifest.type());
        if (fields != null) {
            assertThat(leaves("", manifest.at("/spec")))
                    .as(manifest.toString())
                    .allSatisfy(path -> assertThat(path).matches(fields));
            return;
        }
        assertThat(MODELS).containsKey(manifest.type());
        assertThatCode(() -> STRICT.treeToValue(manifest.content(), MODELS.get(manifest.type())))
                .as(manifest.toString())
                .doesNotThrowAnyException();
    }

    private static Set<String> leaves(String path, JsonNode node) {
        Set<String> leaves = new TreeSet<>();
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(member -> leaves.addAll(leaves(
                            path.isEmpty() ? member.getKey() : path + "/" + member.getKey(), member.getValue())));
        } else if (node.isArray()) {
            node.forEach(element -> leaves.addAll(leaves(path, element)));
        } else {
            leaves.add(path);
        }
        return leaves;
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void refersToFilesThatExist(Manifest kustomization) {
        assertThat(referred(kustomization))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void refersToEveryFile() {
        Set<Path> referred = new TreeSet<>(List.of(Manifest.DEPLOY.resolve("README.md")));
        kustomizations().forEach(kustomization -> referred.addAll(referred(kustomization)));
        String readme = Manifest.text(Manifest.DEPLOY.resolve("README.md"));
        assertThat(Manifest.files()).allSatisfy(file -> {
            // a folder is referred to for the kustomization in it
            Path named = file.endsWith("kustomization.yaml") ? file.getParent() : file;
            String inReadme = Manifest.DEPLOY.relativize(named).toString();
            assertThat(referred.contains(named) || readme.contains(inReadme))
                    .as("something refers to " + named)
                    .isTrue();
        });
    }

    private static Set<Path> referred(Manifest kustomization) {
        Path folder = Path.of(kustomization.place()).getParent();
        Set<Path> referred = new TreeSet<>();
        for (String list : List.of("resources", "components", "configurations")) {
            kustomization
                    .at("/" + list)
                    .forEach(
                            entry -> referred.add(folder.resolve(entry.asText()).normalize()));
        }
        kustomization
                .at("/patches")
                .forEach(patch -> referred.add(folder.resolve(patch.path("path").asText())));
        for (JsonNode generator : kustomization.at("/configMapGenerator")) {
            generator
                    .path("files")
                    .forEach(file -> referred.add(folder.resolve(file.asText().replaceFirst(".*=", ""))));
        }
        return referred;
    }
}
