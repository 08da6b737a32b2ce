package io.belay.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.belay.client.BelayClient;
import io.belay.codec.Frame;
import io.belay.heartbeat.Heartbeat;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The published modules, as they were built: their descriptors and their classes. */
final class Published {
  static final Map<String, ModuleDescriptor> MODULES =
      ModuleFinder.of(location(Frame.class), location(Heartbeat.class), location(BelayClient.class))
          .findAll()
          .stream()
          .map(ModuleReference::descriptor)
          .collect(Collectors.toMap(ModuleDescriptor::name, Function.identity()));

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.belay");

  private Published() {}

  /** The packages that users see, sorted. */
  static Set<String> exportedPackages() {
    return MODULES.values().stream()
        .flatMap(module -> module.exports().stream())
        .filter(exported -> !exported.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the classes that are public in a package, nested ones aside. */
  static Set<String> publicClasses(String packageName) {
    return CLASSES.stream()
        .filter(each -> each.getPackageName().equals(packageName) && each.isTopLevelClass())
        .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
        .map(JavaClass::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The project's directory, wherever the tests are started from. */
  static Path project() {
    Path directory = Path.of("").toAbsolutePath();
    return Files.isDirectory(directory.resolve("client-core"))
        ? directory
        : directory.resolve("..").normalize();
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
