export default { build: { target: "es2022", lib: { entry: "src/main.ts", formats: ["es"], fileName: "main" } } };
