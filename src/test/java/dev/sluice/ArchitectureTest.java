package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layering. Do not loosen a rule to make a change pass: the rules are what lets a change stay in one room. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theCoreIsPure = classes()
            .that()
            .resideInAPackage("dev.sluice.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify.annotations", "dev.sluice.core..");

    @ArchTest
    static final ArchRule ingressAndEgressDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("dev.sluice.ingress..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.egress..");

    @ArchTest
    static final ArchRule egressAndIngressDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.ingress..");

    @ArchTest
    static final ArchRule ofTheRootTheyKnowTheConfigurationOnly = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.ingress..", "dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("dev\\.sluice\\.(PublishFunction|SluiceBeans)");

    @ArchTest
    static final ArchRule onlyTheIngressKnowsHttp = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.ingress..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.ext.web..", "io.vertx.core.http..", "io.quarkus.vertx.http..");

    @ArchTest
    static final ArchRule onlyTheEgressKnowsKafka = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..", "io.smallrye.reactive.messaging..", "org.eclipse.microprofile.reactive..");

    @ArchTest
    static final ArchRule onlyTheSchemaKnowsItsValidatorAndJackson = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.networknt..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule theSchemaKnowsTheCoreOnly = classes()
            .that()
            .resideInAPackage("dev.sluice.schema..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify.annotations",
                    "dev.sluice.core.event..",
                    "dev.sluice.core.json..",
                    "dev.sluice.schema..",
                    "com.networknt..",
                    "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.sluice.core.(*)..").should().beFreeOfCycles();
}
