using System.Runtime.InteropServices;

namespace Functron.FunctionApp.Startup;

/// <summary>Whether somebody else could change what is in a folder.</summary>
internal static class FolderRights
{
    /// <summary>The user of Functron's own image: root may take over what it left.</summary>
    private const uint UserOfImage = 10081;

    private const uint Root = 0;

    // Numbers of statx on Linux.
    private const int CurrentDirectory = -100;
    private const uint UserIds = 0x8;

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <returns>What is wrong and how to mend it; null when nothing is.</returns>
    public static string? ProblemOf(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var us = EffectiveUser();
        if (OwnerOf(path) is { } owner && owner != us && owner != Root && !(us == Root && owner == UserOfImage))
            return $"it belongs to user {owner}, who could change what is in it, and this is user {us}: start Functron as its owner, or "
                + $"change the owner";
        return (File.GetUnixFileMode(path) & OthersWrite) != 0 ? $"users other than its owner may write in it: chmod go-w {path}" : null;
    }

    /// <returns>Null when the system does not tell.</returns>
    private static uint? OwnerOf(string path) => Statx(CurrentDirectory, path, 0, UserIds, out var status) == 0 ? status.Owner : null;

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    // Of the calls that tell an owner the one whose record is the same on every processor.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Statx(
        int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint Owner;
    }
}
