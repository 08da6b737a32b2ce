package io.belay.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A JDK that has virtual threads which no longer pin: 25. */
public final class NewJdk {
  private static final int FEATURE = 25;

  private NewJdk() {}

  /** This one, if it is; else the one that JAVA25_HOME names; else one installed beside this. */
  public static Optional<Path> find() throws IOException {
    Path thisOne = Path.of(System.getProperty("java.home"));
    if (Runtime.version().feature() >= FEATURE) {
      return Optional.of(thisOne);
    }
    String named = System.getenv("JAVA25_HOME");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    try (Stream<Path> besides = Files.list(thisOne.resolveSibling("."))) {
      return besides.filter(NewJdk::isNew).findFirst().map(Path::normalize);
    }
  }

  private static boolean isNew(Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isExecutable(home.resolve("bin/java"))
          && Files.isReadable(release)
          && Files.readString(release).contains("JAVA_VERSION=\"" + FEATURE);
    } catch (IOException unreadable) {
      return false;
    }
  }
}
