/// Libraries of NVIDIA's driver, which the host mounts into a container: no package offers them, so none may ask for them (PACKAGE.md §5.2.5).
enum HostLibraries {
    static func contains(_ soname: String) -> Bool { names.contains(soname) }

    private static let names: Set<String> = {
        let plain = ["EGL_nvidia", "GLESv1_CM_nvidia", "GLESv2_nvidia", "GLX_nvidia", "cuda", "cudadebugger", "nvcuvid", "nvoptix"]
        let vendor = [
            "allocator", "cfg", "eglcore", "encode", "fbc", "glcore", "glsi", "glvkspirv", "gpucomp", "ml", "ngx", "nvvm", "opencl",
            "opticalflow", "pkcs11-openssl3", "pkcs11", "ptxjitcompiler", "rtcore", "tls",
        ]
        return Set((plain + vendor.map { "nvidia-\($0)" }).map { "lib\($0).so.1" })
    }()
}
