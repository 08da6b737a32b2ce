package io.belay.samples.cli;

import io.belay.heartbeat.Heartbeat;
import picocli.CommandLine.ITypeConverter;

/** Reads a heartbeat, such as {@code 2s,500ms,3}, or {@code off}. */
public final class HeartbeatConverter implements ITypeConverter<Heartbeat> {
  @Override
  public Heartbeat convert(String text) {
    return text.equals("off") ? Heartbeat.off() : Schedule.read(text, Heartbeat::new);
  }
}
