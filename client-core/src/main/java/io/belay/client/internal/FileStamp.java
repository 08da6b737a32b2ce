package io.belay.client.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from what it was before, without reading it; all null if it is not there.
 *
 * @param key the inode, of the file that symbolic links lead to
 */
record FileStamp(@Nullable FileTime modified, long size, @Nullable Object key) {

  static List<FileStamp> of(List<Path> files) {
    return files.stream().map(FileStamp::of).toList();
  }

  private static FileStamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException gone) {
      return new FileStamp(null, 0, null);
    }
  }
}
