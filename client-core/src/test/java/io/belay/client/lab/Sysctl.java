package io.belay.client.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings of the kernel, those of our network namespace. */
final class Sysctl {
  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctl() {}

  /** Sets it until the fault is closed. */
  static Fault set(Path name, String value) {
    String before = read(name);
    write(name, value);
    return () -> write(name, before);
  }

  private static String read(Path name) {
    // Such a file gives all it has to the first read, so that read must be a large one.
    try (BufferedReader file = Files.newBufferedReader(ROOT.resolve(name))) {
      return file.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path name, String value) {
    try {
      Files.writeString(ROOT.resolve(name), value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
