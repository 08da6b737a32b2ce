package io.belay.client.chaos;

import io.belay.client.lab.LabCondition;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that break everything around them: each class has a JVM and namespaces of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("chaos")
@Timeout(value = 12, unit = TimeUnit.HOURS)
@ExtendWith(LabCondition.class)
@interface InChaosLab {}
