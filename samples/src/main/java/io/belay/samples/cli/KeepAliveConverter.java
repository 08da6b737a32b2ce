package io.belay.samples.cli;

import io.belay.heartbeat.TcpKeepAlive;
import picocli.CommandLine.ITypeConverter;

/** Reads the kernel's keepalive, such as {@code 30s,10s,3}. */
public final class KeepAliveConverter implements ITypeConverter<TcpKeepAlive> {
  @Override
  public TcpKeepAlive convert(String text) {
    return Schedule.read(text, TcpKeepAlive::new);
  }
}
